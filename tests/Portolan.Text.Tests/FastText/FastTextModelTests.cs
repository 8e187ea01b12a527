using System.Buffers.Binary;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.FastText;
using Portolan.Text.FastText.Internals;

namespace Portolan.Text.Tests.FastText;

public sealed class FastTextModelTests
{
    // Offsets in a file: docs/formats/fasttext.md.
    private const int VersionOffset = 4;
    private const int DimensionOffset = 8;
    private const int LossOffset = 32;
    private const int BucketsOffset = 40;
    private const int LongestNgramOffset = 48;
    private const int EntriesOffset = 64;
    private const int LabelsOffset = 72;
    private const int KeptBucketsOffset = 84;

    public static TheoryData<string> Models =>
    [
        "softmax.bin", "softmax-bigrams.bin", "hs-subwords.bin", "ova-subwords.bin", "ns-trigrams.bin",
        "quantised.ftz", "quantised-norm.ftz", "pruned-norm.ftz", "quantised-output.ftz", "word-vectors.bin",
    ];

    [Fact]
    public void Tells_what_the_file_holds()
    {
        FastTextModel model = FastTextModel.Load(GoldenPrediction.ModelPath("hs-subwords.bin"));
        model.Dimension.ShouldBe(10);
        model.Loss.ShouldBe(FastTextLoss.HierarchicalSoftmax);
        model.IsSupervised.ShouldBeTrue();
        model.Labels.ShouldBe(["sea", "bread", "stars", "garden", "été", "море"], ignoreOrder: true);
        model.Dictionary.Buckets.IsPruned.ShouldBeFalse();

        FastTextModel pruned = FastTextModel.Load(GoldenPrediction.ModelPath("pruned-norm.ftz"));
        pruned.Dictionary.Buckets.IsPruned.ShouldBeTrue();
        (pruned.WordCount + pruned.Dictionary.BucketRowCount).ShouldBe(300);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_file_cut_anywhere_is_an_error_that_names_file_and_offset(string name)
    {
        byte[] whole = Bytes(name);
        for (int length = 0; length < whole.Length; length += length < 300 ? 1 : 211)
        {
            StorageException error = Should.Throw<StorageException>(() => FastTextModel.Load(whole.AsSpan(0, length), "cut.bin"));
            error.Path.ShouldBe("cut.bin");
            error.Offset.ShouldBeInRange(0, length);
            error.Message.ShouldContain("expected");
        }
    }

    [Theory]
    [InlineData("softmax.bin", 0, 1, "fastText's mark")]
    [InlineData("softmax.bin", VersionOffset, 10, "format version is 10")]
    [InlineData("softmax.bin", VersionOffset, 13, "format version is 13")]
    [InlineData("softmax.bin", DimensionOffset, 0, "dimension is 0")]
    [InlineData("softmax.bin", DimensionOffset, -8, "dimension is -8")]
    [InlineData("softmax.bin", DimensionOffset, 9, "9")]
    [InlineData("softmax.bin", LossOffset, 5, "loss is 5")]
    [InlineData("hs-subwords.bin", BucketsOffset, 0, "buckets is 0")]
    [InlineData("hs-subwords.bin", BucketsOffset, int.MaxValue, "rows")]
    [InlineData("hs-subwords.bin", LongestNgramOffset, int.MaxValue, "longest character n-gram")]
    [InlineData("softmax.bin", EntriesOffset, -1, "dictionary entries is -1")]
    [InlineData("softmax.bin", EntriesOffset, int.MaxValue, "dictionary entries is 2147483647")]
    [InlineData("softmax.bin", LabelsOffset, 0, "0 labels")]
    [InlineData("pruned-norm.ftz", KeptBucketsOffset, int.MaxValue, "kept buckets")]
    public void A_wrong_number_is_named(string name, int offset, int value, string expected)
    {
        byte[] bytes = Bytes(name);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        StorageException error = Should.Throw<StorageException>(() => FastTextModel.Load(bytes, "wrong.bin"));
        error.Message.ShouldContain(expected);
        error.Message.ShouldContain("wrong.bin, byte ");
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_refused_where_it_is()
    {
        byte[] bytes = Bytes("softmax.bin");
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 8), float.NaN);
        Should.Throw<StorageException>(() => FastTextModel.Load(bytes, "nan.bin")).Offset.ShouldBe(bytes.Length - 8);
    }

    [Fact]
    public void The_first_value_that_is_not_finite_is_found_at_every_place()
    {
        for (int length = 0; length < 35; length++)
        {
            float[] values = [.. Enumerable.Repeat(float.MaxValue, length)];
            ModelReader.IndexOfNotFinite(values).ShouldBe(-1);
            for (int at = 0; at < length; at++)
            {
                foreach (float wrong in (ReadOnlySpan<float>)[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
                {
                    values[at] = wrong;
                    ModelReader.IndexOfNotFinite(values).ShouldBe(at);
                    values[at] = float.MinValue;
                }
            }
        }
    }

    [Fact]
    public void Bytes_after_the_model_are_an_error()
    {
        byte[] bytes = [.. Bytes("softmax.bin"), 0];
        Should.Throw<StorageException>(() => FastTextModel.Load(bytes, "long.bin")).Message.ShouldContain("1 bytes follow");
    }

    [Fact]
    public void A_supervised_model_of_format_11_has_no_character_ngrams()
    {
        byte[] bytes = Bytes("hs-subwords.bin");
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(VersionOffset), 11);
        FastTextModel.Load(bytes, "old.bin").Arguments.MaximumCharacters.ShouldBe(0);
    }

    [Fact]
    public void A_file_and_the_same_bytes_in_memory_give_the_same_model()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.ftz", Bytes("quantised-norm.ftz"));
        FastTextModel file = FastTextModel.Load(path);
        FastTextModel memory = FastTextModel.Load(Bytes("quantised-norm.ftz"), "memory");
        float[] left = new float[file.Dimension];
        float[] right = new float[file.Dimension];
        for (int row = 0; row < file.Input.RowCount; row++)
        {
            file.Input.AddRowScalar(row, left);
            memory.Input.AddRowScalar(row, right);
        }

        left.ShouldBe(right);
        left.ShouldContain(value => value != 0);
    }

    [Fact]
    public unsafe void Rows_are_the_same_expanded_or_not()
    {
        byte[] bytes = Bytes("quantised-norm.ftz");
        FastTextModel model = FastTextModel.Load(bytes, "memory");
        model.Input.IsExpanded.ShouldBeTrue();
        WeightMatrix compact = ReadInput(bytes, model);
        compact.IsExpanded.ShouldBeFalse();
        int[] rows = [.. Enumerable.Range(0, compact.RowCount), 3, 1];
        var left = new AlignedFloats(compact.Stride);
        var right = new AlignedFloats(compact.Stride);
        model.Input.AddRows(rows, left.Pointer);
        compact.AddRows(rows, right.Pointer);
        left.Span.ToArray().ShouldBe(right.Span.ToArray());
        for (int row = 0; row < 50; row++)
        {
            // Ten products of about 1 in two orders of addition.
            ((double)model.Input.Dot(left.Pointer, row)).ShouldBe(compact.Dot(left.Pointer, row), 1e-3);
        }
    }

    [Fact]
    public void Mutated_models_neither_crash_nor_take_memory_beyond_their_size()
    {
        var random = new Random(11);
        int read = 0;
        string[] names = [.. Models.Cast<object[]>().Select(row => (string)row[0])];
        for (int round = 0; round < 1500; round++)
        {
            byte[] bytes = Bytes(names[round % names.Length]);
            int changes = 1 + random.Next(4);
            for (int i = 0; i < changes; i++)
            {
                // Half of the changes hit the head, where the sizes are.
                int at = random.Next(random.Next(2) == 0 ? 120 : bytes.Length - 8);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 2:
                        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), random.NextInt64(long.MinValue, long.MaxValue));
                        break;
                    default:
                        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), (int)(1u << random.Next(32)) - 1);
                        break;
                }
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            read += FastTextModel.Fuzz(bytes) ? 1 : 0;

            // The word cache of the prediction that follows takes about 4 MB.
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(6_000_000 + (64L * bytes.Length));
        }

        read.ShouldBeInRange(100, 1400);
    }

    private static WeightMatrix ReadInput(byte[] bytes, FastTextModel model)
    {
        using var stream = new MemoryStream(bytes);
        var reader = new ModelReader(stream, "memory");
        reader.Skip(2 * sizeof(int), "mark and version");
        FastTextArguments.Read(reader, 12);
        FastTextDictionary.Read(reader);
        reader.ReadFlag("mark").ShouldBeTrue();
        return WeightMatrix.ReadQuantised(reader, model.Dimension, mayExpand: false);
    }

    private static byte[] Bytes(string name) => File.ReadAllBytes(GoldenPrediction.ModelPath(name));
}
