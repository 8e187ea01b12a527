using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Portolan.Text;
using Portolan.Text.Hashing;
using Portolan.Text.Normalization;

namespace Portolan.Bench.Text;

/// <summary>Normalising and hashing lines, beside the scalar twins and SHA-1 of the BCL (OpenSSL) line by line.</summary>
public sealed class NormalizeBenchmark : IBenchmark
{
    public string Name => "normalize";

    public string Description => "line normalisation and hashing, fast against scalar: FILE.gz (WET archive or plain text) ...";

    public void Run(string[] args)
    {
        if (args.Length == 0)
        {
            Report("generated German", Documents(Encoding.UTF8.GetBytes(Generated()), isArchive: false));
        }

        foreach (string path in args)
        {
            using FileStream file = File.OpenRead(path);
            using GZipStream plain = new(file, CompressionMode.Decompress);
            using MemoryStream bytes = new();
            plain.CopyTo(bytes);
            Report(Path.GetFileName(path), Documents(bytes.ToArray(), path.Contains(".wet.", StringComparison.Ordinal)));
        }
    }

    private static void Report(string name, List<byte[]> documents)
    {
        long bytes = documents.Sum(d => (long)d.Length);
        long lines = documents.Sum(d => (long)LineHasher.CountLines(d));
        Console.WriteLine($"{name}: {documents.Count} documents, {lines} lines, {bytes / 1e6:F1} MB, {(double)bytes / lines:F0} bytes a line");
        using PooledBuffer<byte> buffer = new();
        using PooledBuffer<ulong> hashes = new();
        using LineHasher hasher = new();
        using Sha1Batch batch = new();
        // About 30 MB a run, so that a run is long against the clock and the noise.
        int repeats = (int)Math.Max(1, 30_000_000 / bytes);
        Time("UTF-8 validation alone (BCL)", documents, repeats, d => Utf8Text.IsValid(d));
        double dedup = Time("normalise for dedup, by line", documents, repeats, d => EachLine(d, buffer));
        double language = Time("normalise for the language model, document", documents, repeats, d =>
        {
            buffer.Clear();
            LanguageModelNormalizer.Normalize(d, buffer);
        });
        double hash = Time("normalise for dedup and hash (LineHasher)", documents, repeats, d =>
        {
            hashes.Clear();
            hasher.HashLines(d, hashes);
        });
        Time("  of which SHA-1 of the lines in lanes", documents, repeats, d => HashOnly(d, batch, hashes));
        double twin = Time("  scalar twin, dedup", documents, 1, d => EachLineScalar(d));
        double languageTwin = Time("  scalar twin, language model", documents, 1, d => ScalarNormalizer.ForLanguageModel(d));
        double byCall = Time("  normalise, then SHA1.HashData per line", documents, Math.Max(1, repeats / 4), d => EachLineBcl(d, buffer));
        Console.WriteLine($"  ratios: dedup {twin / dedup:F1}x its twin, language model {languageTwin / language:F1}x its twin, hashing {byCall / hash:F1}x SHA1.HashData");
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] document in documents)
        {
            hashes.Clear();
            hasher.HashLines(document, hashes);
        }

        Console.WriteLine($"  allocated per document: {(GC.GetAllocatedBytesForCurrentThread() - before) / (double)documents.Count:F1} bytes");
    }

    /// <summary>CPU seconds for one pass over the documents: the least of five runs, because the work is one thread's and machines are shared.</summary>
    private static double Time(string label, List<byte[]> documents, int repeats, Action<byte[]> work)
    {
        documents.ForEach(work);
        double best = double.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < repeats; i++)
            {
                documents.ForEach(work);
            }

            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalSeconds / repeats);
        }

        Measure.PrintRate(label, documents.Sum(d => (long)d.Length), best);
        return best;
    }

    private static void EachLine(ReadOnlySpan<byte> document, PooledBuffer<byte> buffer)
    {
        foreach (Range line in document.Split((byte)'\n'))
        {
            buffer.Clear();
            DedupNormalizer.Normalize(document[line], buffer);
        }
    }

    private static void HashOnly(ReadOnlySpan<byte> document, Sha1Batch batch, PooledBuffer<ulong> hashes)
    {
        hashes.Clear();
        Span<ulong> results = hashes.GetSpan(LineHasher.CountLines(document));
        int index = 0;
        foreach (Range line in document.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> bytes = document[line];
            bytes.CopyTo(batch.Arena.GetSpan(bytes.Length));
            batch.Arena.Advance(bytes.Length);
            batch.EndMessage(index++, results);
        }

        batch.Flush(results);
    }

    private static void EachLineScalar(ReadOnlySpan<byte> document)
    {
        foreach (Range line in document.Split((byte)'\n'))
        {
            ScalarNormalizer.ForDeduplication(document[line]);
        }
    }

    private static void EachLineBcl(ReadOnlySpan<byte> document, PooledBuffer<byte> buffer)
    {
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        foreach (Range line in document.Split((byte)'\n'))
        {
            buffer.Clear();
            DedupNormalizer.Normalize(document[line], buffer);
            SHA1.HashData(buffer.WrittenSpan, digest);
        }
    }

    /// <summary>The texts of an archive's conversion records, or pieces of about 5,000 bytes of a plain text.</summary>
    private static List<byte[]> Documents(byte[] bytes, bool isArchive)
    {
        List<byte[]> documents = [];
        ReadOnlySpan<byte> rest = bytes;
        while (!rest.IsEmpty)
        {
            int end;
            if (isArchive)
            {
                int head = rest.IndexOf("\r\n\r\n"u8);
                int next = rest[1..].IndexOf("\r\n\r\nWARC/1.0"u8);
                end = next < 0 ? rest.Length : next + 5;
                if (head >= 0 && head + 4 < end)
                {
                    documents.Add(rest[(head + 4)..end].TrimEnd("\r\n"u8).ToArray());
                }
            }
            else
            {
                int line = rest.Length <= 5_000 ? -1 : rest[5_000..].IndexOf((byte)'\n');
                end = line < 0 ? rest.Length : 5_000 + line + 1;
                documents.Add(rest[..end].ToArray());
            }

            rest = rest[end..];
        }

        return documents;
    }

    private static string Generated()
    {
        StringBuilder text = new();
        for (int i = 0; i < 20_000; i++)
        {
            text.Append("Die Straße Nr. ").Append(i).Append(" führt über den Fluß nach Süden").Append('.', i % 50).Append('\n');
        }

        return text.ToString();
    }
}
