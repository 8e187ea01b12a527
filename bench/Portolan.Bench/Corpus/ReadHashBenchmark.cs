using Portolan.Corpus;
using Portolan.Corpus.Internals;
using Portolan.Corpus.Readers;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Storage.Compression;
using Portolan.Text.Hashing;

namespace Portolan.Bench.Corpus;

/// <summary>One core: reading documents from WET, and reading, normalising and hashing their lines.</summary>
public sealed class ReadHashBenchmark : IBenchmark
{
    public string Name => "read-hash";

    public string Description => "WET parse, and parse + normalise + hash, on one core: read-hash FILE... (plain or gzip)";

    public void Run(string[] args)
    {
        long text = 0, documents = 0, lines = 0;
        double inflate = Measure.Seconds(() =>
        {
            foreach (string path in args)
            {
                using ByteSource source = ByteSource.Open(path);
                while (source.Ensure(1))
                {
                    source.Advance(source.Window.Length);
                }
            }
        });
        double parse = Measure.Seconds(() =>
        {
            text = documents = 0;
            ForEach(args, document =>
            {
                text += document.Text.Length;
                documents++;
            });
        });
        using var hasher = new LineHasher();
        List<ulong> hashes = [];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        double hash = Measure.Seconds(() =>
        {
            lines = 0;
            ForEach(args, document =>
            {
                hashes.Clear();
                hasher.HashLines(document.Text, hashes);
                lines += hashes.Count;
            });
        });
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (6 * Math.Max(1, documents));
        double build = Measure.Seconds(() => ForEachOfBuild(args, document =>
        {
            hashes.Clear();
            hasher.HashLines(document.Text, hashes);
        }));
        Console.WriteLine($"{documents} documents, {lines} lines, {text} bytes of text; medians of 5");
        Measure.PrintRate("decompress only", text, inflate);
        Measure.PrintRate("decompress + parse", text, parse);
        Measure.PrintRate("decompress + parse + normalise + SHA-1", text, hash);
        Measure.PrintRate("the same, with metadata and input digest", text, build);
        if (args[0].EndsWith(".gz", StringComparison.Ordinal) && Measure.ProcessSeconds("gzip", "-dc " + string.Join(' ', args.Select(a => $"'{a}'"))) is { } gzip )
        {
            Measure.PrintRate("gzip -dc, whole process", text, gzip);
        }

        Console.WriteLine($"parse / decompress {parse / inflate:F2}; {lines / hash / 1e6:F2} M lines/s; {allocated} bytes allocated per document");
    }

    private static void ForEach(string[] paths, Action<Document> action)
    {
        var document = new Document();
        foreach (string path in paths)
        {
            using var reader = new WarcReader(ByteSource.Open(path));
            while (reader.MoveNext())
            {
                if (reader.Current.Type == WarcRecordType.Conversion && reader.Current.TryGetBody(out ReadOnlySpan<byte> body))
                {
                    document.Clear();
                    WetLines.Read(body, document);
                    action(document);
                }
            }
        }
    }

    // As `corpus build` reads: with the metadata of each document and the SHA-256 of the input, which the manifest names.
    private static void ForEachOfBuild(string[] paths, Action<Document> action)
    {
        var document = new Document();
        foreach (string path in paths)
        {
            using var source = new WetSource(InputFile.FromPath(path), new ReadOptions(), CancellationToken.None);
            while (source.MoveNext(document))
            {
                action(document);
            }
        }
    }
}
