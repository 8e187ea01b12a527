using Portolan.Tensors.Kernels;

namespace Portolan.Tensors.Tests.Kernels;

public sealed class ElementConversionTests
{
    [Fact]
    public void Every_half_widens_as_the_framework_says()
    {
        var halves = new Half[65536];
        for (int i = 0; i < halves.Length; i++)
        {
            halves[i] = BitConverter.UInt16BitsToHalf((ushort)i);
        }

        float[] widened = new float[halves.Length];
        ElementConversion.FromHalf(halves, widened);
        float[] byBlocks = new float[halves.Length];
        for (int i = 0; i < halves.Length; i += 16)
        {
            System.Runtime.Intrinsics.Vector512.CopyTo(HalfLoader.Load512(in halves[i]), byBlocks, i);
        }

        for (int i = 0; i < halves.Length; i++)
        {
            float expected = (float)halves[i];
            if (float.IsNaN(expected))
            {
                float.IsNaN(widened[i]).ShouldBeTrue();
                float.IsNaN(byBlocks[i]).ShouldBeTrue();
            }
            else
            {
                // Bits, so that minus zero counts.
                BitConverter.SingleToUInt32Bits(widened[i]).ShouldBe(BitConverter.SingleToUInt32Bits(expected));
                BitConverter.SingleToUInt32Bits(byBlocks[i]).ShouldBe(BitConverter.SingleToUInt32Bits(expected));
            }
        }
    }

    [Fact]
    public void Floats_round_to_the_nearest_bfloat16_with_ties_to_even()
    {
        var random = new Random(9);
        float[] source = new float[100_003];
        for (int i = 0; i < source.Length; i++)
        {
            source[i] = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        }

        float[] special = [0, -0f, 1, 1.00390625f, 1.01171875f, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon,
            BitConverter.UInt32BitsToSingle(0x7F800001), BitConverter.UInt32BitsToSingle(0xFFFFFFFF)];
        special.CopyTo(source, 0);
        ushort[] rounded = new ushort[source.Length];
        ElementConversion.ToBFloat16(source, rounded);
        float[] back = new float[source.Length];
        ElementConversion.FromBFloat16(rounded, back);
        for (int i = 0; i < source.Length; i++)
        {
            rounded[i].ShouldBe(ElementConversion.ToBFloat16(source[i]));
            if (float.IsNaN(source[i]))
            {
                float.IsNaN(back[i]).ShouldBeTrue();
            }
            else if (float.IsFinite(back[i]))
            {
                // The two neighbours are not nearer.
                double off = Math.Abs((double)back[i] - source[i]);
                foreach (int step in (int[])[-1, 1])
                {
                    double neighbour = BitConverter.UInt32BitsToSingle((uint)(ushort)(rounded[i] + step) << 16);
                    bool isTie = Math.Abs(neighbour - source[i]) == off;
                    (!double.IsFinite(neighbour) || off < Math.Abs(neighbour - source[i]) || (isTie && (rounded[i] & 1) == 0) || back[i] == 0).ShouldBeTrue($"{source[i]:R}");
                }
            }
        }

        // Half a step above 1 goes down to the even one, half a step above the next goes up.
        rounded[3].ShouldBe((ushort)0x3F80);
        rounded[4].ShouldBe((ushort)0x3F82);
    }

    [Fact]
    public void Integers_are_off_by_half_a_scale_at_most()
    {
        float[] source = RandomVectors.Create(1, 1000, seed: 10);
        sbyte[] integers = new sbyte[1000];
        float scale = ElementConversion.ToInt8(source, integers);
        integers.Max(x => Math.Abs((int)x)).ShouldBe(127);
        float[] back = new float[1000];
        ElementConversion.FromInt8(integers, scale, back);
        for (int i = 0; i < 1000; i++)
        {
            Math.Abs(back[i] - source[i]).ShouldBeLessThanOrEqualTo(scale * 0.50001f);
        }
    }

    [Theory]
    [InlineData(1e-42f)]
    [InlineData(3e38f)]
    public void Integers_hold_the_smallest_and_the_largest_vectors(float magnitude)
    {
        sbyte[] integers = new sbyte[2];
        float scale = ElementConversion.ToInt8([magnitude, -magnitude], integers);
        integers.ShouldBe([127, -127]);
        (scale * 127).ShouldBe(magnitude, magnitude * 0.1);
    }

    [Fact]
    public void Zeros_have_scale_0_and_what_is_not_finite_is_refused()
    {
        ElementConversion.ToInt8([0, 0], new sbyte[2]).ShouldBe(0);
        ElementConversion.ToInt8([], []).ShouldBe(0);
        Should.Throw<ArgumentException>(() => ElementConversion.ToInt8([1, float.NaN], new sbyte[2]));
        Should.Throw<ArgumentException>(() => ElementConversion.ToInt8([1, float.PositiveInfinity], new sbyte[2]));
        Should.Throw<ArgumentException>(() => ElementConversion.ToBFloat16([1, 2], new ushort[1])).Message.ShouldContain("expected 2");
    }
}
