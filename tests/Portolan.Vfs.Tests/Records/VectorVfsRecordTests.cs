using System.IO.Compression;
using Portolan.Tensors;
using Portolan.Testing;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Tests.Records;

/// <summary>Values written by PyTorch 1.13 through vectorvfs_golden.py, which lies beside them.</summary>
public sealed class VectorVfsRecordTests
{
    [Theory]
    [InlineData("half")]
    [InlineData("single")]
    [InlineData("bfloat16")]
    [InlineData("view")]
    [InlineData("gradient")]
    public void A_tensor_of_1024_numbers_is_read_as_PyTorch_wrote_it(string name)
    {
        VectorVfsRecord.TryRead(Value(name), out VectorVfsRecord record).ShouldBe(RecordFault.None);
        float[] vector = new float[1024];
        record.CopyTo(vector);
        float[] expected = [.. Enumerable.Range(0, 1024).Select(i => ((i * 37 % 251) - 125) / 128f)];
        vector.ShouldBe(expected);
        record.Score(new VectorQuery(expected, Similarity.Cosine)).ShouldBe(1, 1e-5f);
    }

    [Theory]
    [InlineData("short", RecordFault.BadDimensions)]
    [InlineData("transposed", RecordFault.UnknownElementType)]
    [InlineData("double", RecordFault.UnknownElementType)]
    [InlineData("list", RecordFault.UnknownElementType)]
    [InlineData("legacy", RecordFault.ForeignFormat)]
    public void Anything_else_is_refused(string name, RecordFault fault) =>
        VectorVfsRecord.TryRead(Value(name), out _).ShouldBe(fault);

    [Fact]
    public void A_pickle_that_calls_something_is_refused()
    {
        // cos\nsystem\n(S'true'\ntR. and its kin: the name alone ends the reading.
        foreach (string pickle in (string[])["cos\nsystem\n(S'true'\ntR.", "c__builtin__\neval\n(X\u0001\0\0\01tR.", "ctorch\nload\n)R.", "c\n\n.", "(((((((.", "\u0080\u0002."])
        {
            byte[] bytes = [.. pickle.Select(c => (byte)c)];
            TorchPickle.TryRead(bytes, out _).ShouldNotBe(RecordFault.None);
            VectorVfsRecord.TryRead(Zip(("archive/data.pkl", bytes)), out _).ShouldNotBe(RecordFault.None);
        }
    }

    [Fact]
    public void Entries_that_are_missing_damaged_or_compressed_are_refused()
    {
        byte[] good = Value("half");
        for (int length = 0; length < good.Length; length += 7)
        {
            VectorVfsRecord.TryRead(good.AsSpan(0, length), out _).ShouldNotBe(RecordFault.None);
        }

        byte[] damaged = [.. good];
        damaged[1000] ^= 1;
        VectorVfsRecord.TryRead(damaged, out _).ShouldBe(RecordFault.WrongLength);
        using var archive = new ZipArchive(new MemoryStream(good));
        byte[] pickle = Entry(archive, "archive/data.pkl"), data = Entry(archive, "archive/data/0");
        VectorVfsRecord.TryRead(Zip(("x/data.pkl", pickle), ("x/data/0", data)), out _).ShouldBe(RecordFault.None);
        VectorVfsRecord.TryRead(Zip(("x/data.pkl", pickle), ("x/data/0", data), ("x/byteorder", "little"u8.ToArray())), out _).ShouldBe(RecordFault.None);
        VectorVfsRecord.TryRead(Zip(("x/data.pkl", pickle), ("x/data/0", data), ("x/byteorder", "big"u8.ToArray())), out _).ShouldBe(RecordFault.UnknownElementType);
        VectorVfsRecord.TryRead(Zip(("x/data.pkl", pickle), ("y/data/0", data)), out _).ShouldBe(RecordFault.WrongLength);
        VectorVfsRecord.TryRead(Zip(("x/data.pkl", pickle), ("x/data/0", data[..^2])), out _).ShouldBe(RecordFault.WrongLength);
        VectorVfsRecord.TryRead(Zip(("x/data/0", data)), out _).ShouldBe(RecordFault.ForeignFormat);
        VectorVfsRecord.TryRead(Zip(CompressionLevel.Optimal, ("x/data.pkl", pickle), ("x/data/0", data)), out _).ShouldBe(RecordFault.UnknownElementType);
        data[501] |= 0x7C;
        VectorVfsRecord.TryRead(Zip(("x/data.pkl", pickle), ("x/data/0", data)), out _).ShouldBe(RecordFault.BadNumber);
    }

    [Fact]
    public void Changed_bytes_never_raise_an_exception()
    {
        var random = new Random(3);
        byte[] good = Value("half");
        using var archive = new ZipArchive(new MemoryStream(good));
        byte[] pickle = Entry(archive, "archive/data.pkl");
        for (int round = 0; round < 20_000; round++)
        {
            VectorVfsRecord.Fuzz(VectorRecordTests.Mutate(pickle, random));
            byte[] bytes = [.. good];
            // Headers stand at the beginning and at the end.
            int at = random.Next(2) == 0 ? random.Next(300) : bytes.Length - 1 - random.Next(300);
            bytes[at] = (byte)random.Next(256);
            VectorVfsRecord.Fuzz(bytes);
        }
    }

    private static byte[] Value(string name) => File.ReadAllBytes(Repository.PathOf($"tests/Portolan.Vfs.Tests/Records/Data/{name}.bin"));

    private static byte[] Entry(ZipArchive archive, string name)
    {
        using Stream stream = archive.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] Zip(params ReadOnlySpan<(string Name, byte[] Bytes)> entries) => Zip(CompressionLevel.NoCompression, entries);

    private static byte[] Zip(CompressionLevel level, params ReadOnlySpan<(string Name, byte[] Bytes)> entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream stream = archive.CreateEntry(name, level).Open();
                stream.Write(bytes);
            }
        }

        return file.ToArray();
    }
}
