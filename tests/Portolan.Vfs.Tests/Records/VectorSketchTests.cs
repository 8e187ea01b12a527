using Portolan.Encoders;
using Portolan.Tensors;
using Portolan.Vfs.Records;
using Portolan.Vfs.Searching;

namespace Portolan.Vfs.Tests.Records;

public sealed class VectorSketchTests
{
    private static readonly FileStatus Status = new(FileKind.Regular, 1234, 5678, 1, 2);

    [Theory]
    [InlineData(1, 512)]
    [InlineData(2, 256)]
    [InlineData(3, 128)]
    [InlineData(4, 128)]
    [InlineData(5, 64)]
    [InlineData(8, 64)]
    public void Bits_are_shared_between_vectors(int count, int bits)
    {
        EmbeddingSpace space = TestVectors.Space(dimensions: 100);
        byte[] bytes = Sketch(space, count);
        VectorSketch.TryRead(bytes, space, Status, out VectorSketch sketch).ShouldBeTrue();
        sketch.Count.ShouldBe(count);
        sketch.BitsPerVector.ShouldBe(bits);
        FileVectors vectors = Vectors(space, count);
        Span<ulong> query = stackalloc ulong[8];
        for (int i = 0; i < count; i++)
        {
            SketchProjection.Project(vectors.Row(i), query);
            sketch.Distance(i, query).ShouldBe(0);
        }
    }

    [Fact]
    public void A_sketch_of_another_space_state_or_length_says_nothing()
    {
        EmbeddingSpace space = TestVectors.Space();
        byte[] bytes = Sketch(space, 1);
        VectorSketch.TryRead(bytes, TestVectors.Space("other"), Status, out _).ShouldBeFalse();
        VectorSketch.TryRead(bytes, space, Status with { Size = 1 }, out _).ShouldBeFalse();
        VectorSketch.TryRead(bytes, space, Status with { ModifiedNanoseconds = 5679 }, out _).ShouldBeFalse();
        VectorSketch.TryRead(bytes.AsSpan(0, 67), space, Status, out _).ShouldBeFalse();
        VectorSketch.TryRead([.. bytes, 0], space, Status, out _).ShouldBeFalse();
        // The count is not protected by the checksum; any of 1 to 8 is safe to use.
        for (int i = 0; i < 8; i++)
        {
            bytes[3] = (byte)((bytes[3] & 0x1F) | (i << 5));
            VectorSketch.Fuzz(bytes, space, Status);
        }

        Should.Throw<ArgumentException>(() => VectorSketch.Write(Vectors(space, 9), new byte[68]));
    }

    [Fact]
    public void Names_are_short_enough_to_leave_68_bytes()
    {
        for (int i = 0; i < 50; i++)
        {
            string name = VectorSketch.NameOf(TestVectors.Space($"s{i}")).Text;
            name.Length.ShouldBe("user.".Length + 4);
            name.ShouldStartWith("user.pv");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(384)]
    [InlineData(512)]
    [InlineData(1000)]
    public void The_share_of_differing_bits_estimates_the_angle(int dimensions)
    {
        var random = new Random(dimensions);
        var a = new ulong[8];
        var b = new ulong[8];
        int outside = 0;
        double error = 0;
        const int Pairs = 2000;
        for (int pair = 0; pair < Pairs; pair++)
        {
            float[] x = TestVectors.Unit(random, dimensions), y = TestVectors.Unit(random, dimensions);
            float mix = (float)random.NextDouble();
            for (int i = 0; i < dimensions; i++)
            {
                y[i] = (mix * x[i]) + ((1 - mix) * y[i]);
            }

            SketchProjection.Project(x, a);
            SketchProjection.Project(y, b);
            int distance = 0;
            for (int word = 0; word < 8; word++)
            {
                distance += System.Numerics.BitOperations.PopCount(a[word] ^ b[word]);
            }

            float cosine = VectorMath.Cosine(x, y);
            error += (Math.PI * distance / 512) - Math.Acos(Math.Clamp(cosine, -1, 1));
            outside += cosine > SketchBound.Table(8)[distance] + 1e-6f ? 1 : 0;
        }

        // Without bias: of 2,000 estimates with a deviation of 0.07 the mean is off by 0.0016 at one deviation. Vectors of three numbers
        // have projections that depend on each other.
        Math.Abs(error / Pairs).ShouldBeLessThan(dimensions == 3 ? 0.05 : 0.008);
        // One in 740 at three deviations; 2.7 of 2,000 are expected, 12 would be five deviations off.
        outside.ShouldBeLessThan(dimensions == 3 ? 60 : 12);
    }

    [Fact]
    public void The_transform_by_vectors_is_that_by_pairs()
    {
        var random = new Random(5);
        foreach (int length in (int[])[512, 1024])
        {
            float[] values = TestVectors.Unit(random, length), expected = [.. values];
            for (int half = 1; half < length; half *= 2)
            {
                SketchProjection.TransformScalar(expected, half);
            }

            SketchProjection.Transform(values);
            values.ShouldBe(expected);
        }
    }

    [Fact]
    public void The_bits_are_part_of_the_format()
    {
        var bits = new ulong[8];
        SketchProjection.Project([.. Enumerable.Range(0, 40).Select(i => (float)(i % 7) - 3)], bits);
        Testing.Golden.Equal("sketch-bits.txt", string.Join('\n', bits.Select(word => word.ToString("x16", System.Globalization.CultureInfo.InvariantCulture))) + "\n");
    }

    private static FileVectors Vectors(EmbeddingSpace space, int count) =>
        TestVectors.Of(space, count, fingerprint: new FileFingerprint(Status.Size, Status.ModifiedNanoseconds, 1));

    private static byte[] Sketch(EmbeddingSpace space, int count)
    {
        byte[] bytes = new byte[VectorSketch.Size];
        VectorSketch.Write(Vectors(space, count), bytes);
        return bytes;
    }
}
