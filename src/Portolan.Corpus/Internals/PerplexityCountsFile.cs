using System.Buffers.Binary;
using System.Text;
using Portolan.Storage;

namespace Portolan.Corpus.Internals;

/// <summary>A shard's <see cref="PerplexityCounts"/> on disk, from the pass that scores to the meeting that finds the cut-offs.</summary>
/// <remarks>
/// Magic <c>PLPERP01</c> (8), languages (4), then for each: bytes of its code (1), the code, entries (4), and for each entry, rising, the
/// perplexity (8, float64) and how often it occurred (8). See docs/formats/corpus-work.md.
/// </remarks>
internal static class PerplexityCountsFile
{
    private const int EntryBytes = 16;

    private static ReadOnlySpan<byte> Magic => "PLPERP01"u8;

    /// <summary>Writes the counts.</summary>
    /// <returns>The file's length.</returns>
    public static long Write(string path, PerplexityCounts counts)
    {
        using AtomicFile file = AtomicFile.Create(path);
        file.Stream.Write(Magic);
        Span<byte> number = stackalloc byte[EntryBytes];
        WriteInt32(file.Stream, counts.Languages.Count);
        foreach (string language in counts.Languages)
        {
            byte[] code = Encoding.ASCII.GetBytes(language);
            file.Stream.WriteByte((byte)code.Length);
            file.Stream.Write(code);
            IReadOnlyList<(double Perplexity, long Count)> entries = counts.Sorted(language);
            WriteInt32(file.Stream, entries.Count);
            foreach ((double perplexity, long count) in entries)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(number, perplexity);
                BinaryPrimitives.WriteInt64LittleEndian(number[8..], count);
                file.Stream.Write(number);
            }
        }

        long length = file.Stream.Position;
        file.Commit();
        return length;
    }

    /// <summary>Adds a file's counts to others.</summary>
    /// <exception cref="StorageException">The file is not what <see cref="Write"/> left.</exception>
    public static void AddTo(PerplexityCounts counts, string path) => AddTo(counts, File.ReadAllBytes(path), path);

    /// <summary>Reads bytes as counts; whatever they are, only a <see cref="StorageException"/> comes of it.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            AddTo(new PerplexityCounts(), data, "fuzz");
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static void AddTo(PerplexityCounts counts, ReadOnlySpan<byte> bytes, string path)
    {
        int at = 0;
        if (!Take(bytes, ref at, Magic.Length, path).SequenceEqual(Magic))
        {
            throw Bad(path, 0, "it does not begin with PLPERP01");
        }

        int languages = ReadInt32(bytes, ref at, path);
        for (int i = 0; i < languages; i++)
        {
            int codeAt = at;
            string code = Encoding.ASCII.GetString(Take(bytes, ref at, Take(bytes, ref at, 1, path)[0], path));
            if (!DocumentFields.IsLanguageCode(code))
            {
                throw Bad(path, codeAt, "expected a language code");
            }

            int entries = ReadInt32(bytes, ref at, path);
            double before = -1;
            for (int entry = 0; entry < entries; entry++)
            {
                ReadOnlySpan<byte> raw = Take(bytes, ref at, EntryBytes, path);
                double perplexity = BinaryPrimitives.ReadDoubleLittleEndian(raw);
                long count = BinaryPrimitives.ReadInt64LittleEndian(raw[8..]);
                if (!(perplexity > before) || !double.IsFinite(perplexity) || count is < 1 or > 1L << 48)
                {
                    throw Bad(path, at - EntryBytes, $"found {count} times {perplexity}, expected a rising perplexity and a count");
                }

                counts.Add(code, before = perplexity, count);
            }
        }

        if (at != bytes.Length)
        {
            throw Bad(path, at, $"{bytes.Length - at} bytes follow the last entry");
        }
    }

    private static void WriteInt32(Stream stream, int value)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, value);
        stream.Write(number);
    }

    private static int ReadInt32(ReadOnlySpan<byte> bytes, ref int at, string path)
    {
        int start = at, value = BinaryPrimitives.ReadInt32LittleEndian(Take(bytes, ref at, 4, path));
        return value >= 0 ? value : throw Bad(path, start, $"found a count of {value}");
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, ref int at, int length, string path)
    {
        if (length > bytes.Length - at)
        {
            throw Bad(path, at, $"it ends after {bytes.Length} bytes");
        }

        at += length;
        return bytes.Slice(at - length, length);
    }

    private static StorageException Bad(string path, int offset, string what) =>
        new($"{path}: not a shard's perplexities: {what}", path, offset, "delete the build's work directory and start it again");
}
