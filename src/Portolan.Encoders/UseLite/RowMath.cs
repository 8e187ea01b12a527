using System.Numerics;
using System.Runtime.CompilerServices;

namespace Portolan.Encoders.UseLite;

/// <summary>What the network does to rows beside products.</summary>
/// <remarks>
/// The framework's tensor primitives would do, but compiling them takes longer than encoding the first text does. Widths are multiples of
/// 16 unless said otherwise. The order of a sum depends on the width of the machine's vectors alone.
/// </remarks>
internal static unsafe class RowMath
{
    /// <summary>The sum of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(float* row, int width)
    {
        Vector<float> first = Vector<float>.Zero, second = first;
        int step = Vector<float>.Count;
        for (int i = 0; i < width; i += 2 * step)
        {
            first += Vector.Load(row + i);
            second += Vector.Load(row + i + step);
        }

        return Vector.Sum(first + second);
    }

    /// <summary>The sum of squares of a row's distances from a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float SumOfSquares(float* row, int width, float center = 0)
    {
        Vector<float> first = Vector<float>.Zero, second = first;
        var centers = new Vector<float>(center);
        int step = Vector<float>.Count;
        for (int i = 0; i < width; i += 2 * step)
        {
            Vector<float> one = Vector.Load(row + i) - centers;
            Vector<float> other = Vector.Load(row + i + step) - centers;
            first = Vector.FusedMultiplyAdd(one, one, first);
            second = Vector.FusedMultiplyAdd(other, other, second);
        }

        return Vector.Sum(first + second);
    }

    /// <summary><c>to = (from - center) · factor · gain + offset</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(float* from, float center, float factor, float* gain, float* offset, float* to, int width)
    {
        var centers = new Vector<float>(center);
        var factors = new Vector<float>(factor);
        for (int i = 0; i < width; i += Vector<float>.Count)
        {
            Vector<float> normal = (Vector.Load(from + i) - centers) * factors;
            Vector.FusedMultiplyAdd(normal, Vector.Load(gain + i), Vector.Load(offset + i)).Store(to + i);
        }
    }

    /// <summary><c>to = 1 · one + (1 · one + other)</c>, rounded at each sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTwice(float* one, float* other, float* to, int width)
    {
        for (int i = 0; i < width; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(one + i);
            (value + (value + Vector.Load(other + i))).Store(to + i);
        }
    }

    /// <summary>Sums rows that lie one behind the other, times a number; zeros for no row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumRows(float* from, int rows, int width, float factor, float* to)
    {
        // Sixteen lines at a time stay in registers while the rows pass by.
        int step = Vector<float>.Count;
        for (int i = 0; i < width; i += 4 * step)
        {
            Vector<float> a = Vector<float>.Zero, b = a, c = a, d = a;
            float* at = from + i;
            for (int row = 0; row < rows; row++, at += width)
            {
                a += Vector.Load(at);
                b += Vector.Load(at + step);
                c += Vector.Load(at + (2 * step));
                d += Vector.Load(at + (3 * step));
            }

            (a * factor).Store(to + i);
            (b * factor).Store(to + i + step);
            (c * factor).Store(to + i + (2 * step));
            (d * factor).Store(to + i + (3 * step));
        }
    }

    /// <summary>Multiplies a row by a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* row, int width, float factor)
    {
        for (int i = 0; i < width; i += Vector<float>.Count)
        {
            (Vector.Load(row + i) * factor).Store(row + i);
        }
    }

    /// <summary>Makes weights of numbers: <c>exp(x - max) / Σ exp(x - max)</c>.</summary>
    /// <param name="row">Followed by room up to the next multiple of 16, whose content is changed and plays no part.</param>
    /// <param name="count">Any number from 1 on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(float* row, int count)
    {
        int step = Vector<float>.Count;
        for (int i = count; i % step != 0; i++)
        {
            // Far enough below every other: its share is 0.
            row[i] = float.NegativeInfinity;
        }

        var largest = new Vector<float>(float.NegativeInfinity);
        for (int i = 0; i < count; i += step)
        {
            largest = Vector.MaxNative(largest, Vector.Load(row + i));
        }

        float max = largest[0];
        for (int lane = 1; lane < step; lane++)
        {
            max = MathF.Max(max, largest[lane]);
        }

        var maximum = new Vector<float>(max);
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < count; i += step)
        {
            Vector<float> power = Exp(Vector.Load(row + i) - maximum);
            power.Store(row + i);
            sum += power;
        }

        Scale(row, (count + step - 1) / step * step, 1 / Vector.Sum(sum));
    }

    /// <summary>The exponential of numbers up to 0, within 2 units of the last place; below -87 it is 0.</summary>
    /// <remarks>2ⁿ · eʳ with |r| ≤ ln 2 / 2, ln 2 in two parts (Cody and Waite), and the Taylor series of eʳ up to r⁷, whose rest is below 2⁻²⁷.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Exp(Vector<float> x)
    {
        Vector<float> inRange = Vector.Max(x, new Vector<float>(-87f));
        // Adding and taking away 1.5 · 2²³ rounds to a whole number, which the sum's low bits then hold.
        var magic = new Vector<float>(12_582_912f);
        Vector<float> shifted = Vector.FusedMultiplyAdd(inRange, new Vector<float>(1.44269504f), magic);
        Vector<float> n = shifted - magic;
        Vector<float> r = Vector.FusedMultiplyAdd(n, new Vector<float>(-0.693145752f), inRange);
        r = Vector.FusedMultiplyAdd(n, new Vector<float>(-1.42860677e-6f), r);
        var p = new Vector<float>(1f / 5040);
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 720));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 120));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 24));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1f / 6));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(0.5f));
        p = Vector.FusedMultiplyAdd(p, r, Vector<float>.One);
        p = Vector.FusedMultiplyAdd(p, r, Vector<float>.One);
        Vector<int> exponent = (Vector.AsVectorInt32(shifted) - Vector.AsVectorInt32(magic) + new Vector<int>(127)) << 23;
        return Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(-87f)), Vector<float>.Zero, p * Vector.AsVectorSingle(exponent));
    }
}
