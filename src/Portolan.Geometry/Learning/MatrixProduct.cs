using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Geometry.Learning;

/// <summary>C ← C + A B for small matrices of floats or doubles, four rows by four vectors at a time.</summary>
/// <remarks>The loops are optimised at once: a short training would otherwise end before the runtime has found them hot.</remarks>
internal static class MatrixProduct
{
    /// <summary>Adds A (rows, depth) times B (depth, columns) to C (rows, columns).</summary>
    /// <param name="a">Element (r, k) lies at r · aRow + k · aColumn, so that A may be a transpose.</param>
    /// <param name="aRow">Numbers from one row of A to the next.</param>
    /// <param name="aColumn">Numbers from one column of A to the next.</param>
    /// <param name="b">Row-major with <paramref name="columns"/> numbers a row.</param>
    /// <param name="c">Row-major with <paramref name="columns"/> numbers a row.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="columns">A multiple of sixteen.</param>
    public static void Add<T>(
        ReadOnlySpan<T> a, int aRow, int aColumn, ReadOnlySpan<T> b, Span<T> c, int rows, int depth, int columns)
        where T : unmanaged
    {
        if (rows == 0 || depth == 0)
        {
            return;
        }

        // The kernels below trust their indices; these are the last elements that they touch.
        _ = a[((rows - 1) * aRow) + ((depth - 1) * aColumn)];
        _ = b[(depth * columns) - 1];
        _ = c[(rows * columns) - 1];
        ref T pa = ref Unsafe.AsRef(in a[0]);
        ref T pb = ref Unsafe.AsRef(in b[0]);
        ref T pc = ref c[0];
        int lanes = Vector512<T>.Count;
        int column = 0;
        for (; column <= columns - (4 * lanes); column += 4 * lanes)
        {
            for (int row = 0; row < rows; row += 4)
            {
                Wide(ref pa, aRow, aColumn, ref Unsafe.Add(ref pb, column), ref Unsafe.Add(ref pc, column), row, rows - 1, depth, columns);
            }
        }

        for (; column < columns; column += lanes)
        {
            for (int row = 0; row < rows; row += 4)
            {
                Narrow(ref pa, aRow, aColumn, ref Unsafe.Add(ref pb, column), ref Unsafe.Add(ref pc, column), row, rows - 1, depth, columns);
            }
        }
    }

    /// <summary>a · b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();
        }

        return Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }

    /// <summary>Four rows by four vectors: sixteen sums in registers, eight loads for sixteen multiplications.</summary>
    /// <remarks>Rows behind the last one are the last one again: they compute and store the same numbers, so no remainder is needed.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<T>(
        ref T a, int aRow, int aColumn, ref T b, ref T c, int row, int lastRow, int depth, int columns)
        where T : unmanaged
    {
        nuint lanes = (nuint)Vector512<T>.Count;
        int r1 = Math.Min(row + 1, lastRow);
        int r2 = Math.Min(row + 2, lastRow);
        int r3 = Math.Min(row + 3, lastRow);
        ref T c0 = ref Unsafe.Add(ref c, (nint)row * columns);
        ref T c1 = ref Unsafe.Add(ref c, (nint)r1 * columns);
        ref T c2 = ref Unsafe.Add(ref c, (nint)r2 * columns);
        ref T c3 = ref Unsafe.Add(ref c, (nint)r3 * columns);
        Vector512<T> s00 = Vector512.LoadUnsafe(ref c0);
        Vector512<T> s01 = Vector512.LoadUnsafe(ref c0, lanes);
        Vector512<T> s02 = Vector512.LoadUnsafe(ref c0, 2 * lanes);
        Vector512<T> s03 = Vector512.LoadUnsafe(ref c0, 3 * lanes);
        Vector512<T> s10 = Vector512.LoadUnsafe(ref c1);
        Vector512<T> s11 = Vector512.LoadUnsafe(ref c1, lanes);
        Vector512<T> s12 = Vector512.LoadUnsafe(ref c1, 2 * lanes);
        Vector512<T> s13 = Vector512.LoadUnsafe(ref c1, 3 * lanes);
        Vector512<T> s20 = Vector512.LoadUnsafe(ref c2);
        Vector512<T> s21 = Vector512.LoadUnsafe(ref c2, lanes);
        Vector512<T> s22 = Vector512.LoadUnsafe(ref c2, 2 * lanes);
        Vector512<T> s23 = Vector512.LoadUnsafe(ref c2, 3 * lanes);
        Vector512<T> s30 = Vector512.LoadUnsafe(ref c3);
        Vector512<T> s31 = Vector512.LoadUnsafe(ref c3, lanes);
        Vector512<T> s32 = Vector512.LoadUnsafe(ref c3, 2 * lanes);
        Vector512<T> s33 = Vector512.LoadUnsafe(ref c3, 3 * lanes);
        ref T a0 = ref Unsafe.Add(ref a, (nint)row * aRow);
        ref T a1 = ref Unsafe.Add(ref a, (nint)r1 * aRow);
        ref T a2 = ref Unsafe.Add(ref a, (nint)r2 * aRow);
        ref T a3 = ref Unsafe.Add(ref a, (nint)r3 * aRow);
        nint at = 0;
        for (int k = 0; k < depth; k++)
        {
            Vector512<T> b0 = Vector512.LoadUnsafe(ref b);
            Vector512<T> b1 = Vector512.LoadUnsafe(ref b, lanes);
            Vector512<T> b2 = Vector512.LoadUnsafe(ref b, 2 * lanes);
            Vector512<T> b3 = Vector512.LoadUnsafe(ref b, 3 * lanes);
            Vector512<T> x = Vector512.Create(Unsafe.Add(ref a0, at));
            s00 = MultiplyAdd(x, b0, s00);
            s01 = MultiplyAdd(x, b1, s01);
            s02 = MultiplyAdd(x, b2, s02);
            s03 = MultiplyAdd(x, b3, s03);
            x = Vector512.Create(Unsafe.Add(ref a1, at));
            s10 = MultiplyAdd(x, b0, s10);
            s11 = MultiplyAdd(x, b1, s11);
            s12 = MultiplyAdd(x, b2, s12);
            s13 = MultiplyAdd(x, b3, s13);
            x = Vector512.Create(Unsafe.Add(ref a2, at));
            s20 = MultiplyAdd(x, b0, s20);
            s21 = MultiplyAdd(x, b1, s21);
            s22 = MultiplyAdd(x, b2, s22);
            s23 = MultiplyAdd(x, b3, s23);
            x = Vector512.Create(Unsafe.Add(ref a3, at));
            s30 = MultiplyAdd(x, b0, s30);
            s31 = MultiplyAdd(x, b1, s31);
            s32 = MultiplyAdd(x, b2, s32);
            s33 = MultiplyAdd(x, b3, s33);
            at += aColumn;
            b = ref Unsafe.Add(ref b, columns);
        }

        Store(s00, s01, s02, s03, ref c0);
        Store(s10, s11, s12, s13, ref c1);
        Store(s20, s21, s22, s23, ref c2);
        Store(s30, s31, s32, s33, ref c3);
    }

    /// <summary>Four rows by one vector, for columns that are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<T>(
        ref T a, int aRow, int aColumn, ref T b, ref T c, int row, int lastRow, int depth, int columns)
        where T : unmanaged
    {
        int r1 = Math.Min(row + 1, lastRow);
        int r2 = Math.Min(row + 2, lastRow);
        int r3 = Math.Min(row + 3, lastRow);
        ref T c0 = ref Unsafe.Add(ref c, (nint)row * columns);
        ref T c1 = ref Unsafe.Add(ref c, (nint)r1 * columns);
        ref T c2 = ref Unsafe.Add(ref c, (nint)r2 * columns);
        ref T c3 = ref Unsafe.Add(ref c, (nint)r3 * columns);
        Vector512<T> s0 = Vector512.LoadUnsafe(ref c0);
        Vector512<T> s1 = Vector512.LoadUnsafe(ref c1);
        Vector512<T> s2 = Vector512.LoadUnsafe(ref c2);
        Vector512<T> s3 = Vector512.LoadUnsafe(ref c3);
        ref T a0 = ref Unsafe.Add(ref a, (nint)row * aRow);
        ref T a1 = ref Unsafe.Add(ref a, (nint)r1 * aRow);
        ref T a2 = ref Unsafe.Add(ref a, (nint)r2 * aRow);
        ref T a3 = ref Unsafe.Add(ref a, (nint)r3 * aRow);
        nint at = 0;
        for (int k = 0; k < depth; k++)
        {
            Vector512<T> b0 = Vector512.LoadUnsafe(ref b);
            s0 = MultiplyAdd(Vector512.Create(Unsafe.Add(ref a0, at)), b0, s0);
            s1 = MultiplyAdd(Vector512.Create(Unsafe.Add(ref a1, at)), b0, s1);
            s2 = MultiplyAdd(Vector512.Create(Unsafe.Add(ref a2, at)), b0, s2);
            s3 = MultiplyAdd(Vector512.Create(Unsafe.Add(ref a3, at)), b0, s3);
            at += aColumn;
            b = ref Unsafe.Add(ref b, columns);
        }

        s0.StoreUnsafe(ref c0);
        s1.StoreUnsafe(ref c1);
        s2.StoreUnsafe(ref c2);
        s3.StoreUnsafe(ref c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector512<T> v0, Vector512<T> v1, Vector512<T> v2, Vector512<T> v3, ref T c)
        where T : unmanaged
    {
        nuint lanes = (nuint)Vector512<T>.Count;
        v0.StoreUnsafe(ref c);
        v1.StoreUnsafe(ref c, lanes);
        v2.StoreUnsafe(ref c, 2 * lanes);
        v3.StoreUnsafe(ref c, 3 * lanes);
    }
}
