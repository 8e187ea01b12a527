using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Portolan.Text.Normalization;
using Portolan.Text.Perplexity;
using Portolan.Text.SentencePiece;

namespace Portolan.Bench.Perplexity;

/// <summary>CCNet's perplexity chain on one core: normalise, encode, score; beside it spm_encode alone and gzip on the same text.</summary>
/// <remarks>
/// The text is cut into documents of about 6 kB, which is what a page of a crawl has. Rounds alternate between ours and the peers, and the
/// least of each counts, since the machines are shared. CCNet's own figures are recorded ones: KenLM cannot be installed everywhere.
/// </remarks>
public sealed class PerplexityBenchmark : IBenchmark
{
    private const int DocumentBytes = 6000;
    private const int DocumentsOfShard = 100;
    private const int Rounds = 5;

    // cc_net bda555b in Python over KenLM and SentencePiece in C++, 8k pieces, one core of an idle machine of this kind.
    private const double RecordedProbing = 2.31, RecordedTrie = 1.74;

    public string Name => "perplexity";

    public string Description => "normalise, encode and score on one core: perplexity MODELS LANGUAGE TEXT [MEGABYTES]";

    public void Run(string[] args)
    {
        LanguageModelFiles files = LanguageModelDirectory.Find(args[0]).Single(f => f.Language == args[1]);
        long wanted = (args.Length > 3 ? long.Parse(args[3], CultureInfo.InvariantCulture) : 20) * 1_000_000;
        byte[] text = Read(args[2], wanted);
        List<Range> documents = Documents(text);
        string folder = Directory.CreateTempSubdirectory("portolan-bench-").FullName;
        try
        {
            Compare(files, text, documents, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(LanguageModelFiles files, byte[] text, List<Range> documents, string folder)
    {
        using PerplexityModel model = PerplexityModel.Load(files);
        using PerplexityScorer scorer = model.CreateScorer();
        using var normalized = new PooledBuffer<byte>();
        using var encoder = new SentencePieceEncoder(model.Tokenizer);
        string plain = Path.Combine(folder, "normalised.txt"), packed = Path.Combine(folder, "text.gz");
        long pieces = Prepare(text, documents, normalized, encoder, plain, packed);
        (string Label, Func<double?> Run)[] runs =
        [
            ("normalise", () => Time(() => Each(d => Normalize(text.AsSpan(d), normalized)))),
            ("normalise, encode", () => Time(() => Each(d => encoder.Encode(Normalize(text.AsSpan(d), normalized))))),
            ("normalise, encode, score: whole documents", () => Time(() => Each(d => scorer.ScoreDocument(text.AsSpan(d))))),
            ("normalise, encode, score: by paragraphs", () => Time(() => Each(d => scorer.ScoreParagraphs(text.AsSpan(d))))),
            ("whole documents, a new scorer for each 100", () => Time(() => ScoreShards(model, text, documents))),
            ("spm_encode alone, on normalised text", () => Measure.ProcessSeconds("spm_encode", $"--model='{files.TokenizerPath}' --output_format=id '{plain}'", runs: 1)),
            ("gzip -dc", () => Measure.ProcessSeconds("gzip", $"-dc '{packed}'", runs: 1)),
        ];
        double?[] best = new double?[runs.Length];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < runs.Length; i++)
            {
                best[i] = runs[i].Run() is { } seconds ? Math.Min(seconds, best[i] ?? double.MaxValue) : null;
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Each(d => scorer.ScoreDocument(text.AsSpan(d)));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.Model.Format}, {model.Tokenizer.VocabularySize} pieces; {documents.Count} documents, {text.Length / 1e6:F1} MB, {pieces / 1e6:F2} M pieces, {allocated} bytes allocated when warm"));
        for (int i = 0; i < runs.Length; i++)
        {
            if (best[i] is { } seconds)
            {
                Measure.PrintRate(runs[i].Label, text.Length, seconds);
            }
            else
            {
                Console.WriteLine($"{runs[i].Label}: not installed");
            }
        }

        double chain = best[2]!.Value, rate = text.Length / chain / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"scoring alone {pieces / (chain - best[1]!.Value) / 1e6:F1} M pieces/s"));
        PrintRatio("spm_encode alone", best[5] / chain);
        PrintRatio("gzip -dc", best[6] / chain);
        PrintRatio("CCNet's chain with KenLM probing (2.31 MB/s, recorded)", rate / RecordedProbing);
        PrintRatio("CCNet's chain with KenLM trie (1.74 MB/s, recorded)", rate / RecordedTrie);

        void Each(Action<Range> work)
        {
            foreach (Range document in documents)
            {
                work(document);
            }
        }
    }

    // As a corpus build does, which has a scorer for each shard.
    private static void ScoreShards(PerplexityModel model, byte[] text, List<Range> documents)
    {
        foreach (Range[] shard in documents.Chunk(DocumentsOfShard))
        {
            using PerplexityScorer scorer = model.CreateScorer();
            foreach (Range document in shard)
            {
                scorer.ScoreDocument(text.AsSpan(document));
            }
        }
    }

    private static void PrintRatio(string peer, double? ratio)
    {
        if (ratio is { } value)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the chain is {value:F2} times {peer}"));
        }
    }

    private static double? Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> document, PooledBuffer<byte> normalized)
    {
        normalized.Clear();
        LanguageModelNormalizer.Normalize(document, normalized);
        return normalized.WrittenSpan;
    }

    private static long Prepare(byte[] text, List<Range> documents, PooledBuffer<byte> normalized, SentencePieceEncoder encoder, string plain, string packed)
    {
        long pieces = 0;
        using FileStream lines = File.Create(plain);
        foreach (Range document in documents)
        {
            lines.Write(Normalize(text.AsSpan(document), normalized));
            lines.WriteByte((byte)'\n');
            pieces += encoder.Encode(normalized.WrittenSpan).Length;
        }

        using var gzip = new GZipStream(File.Create(packed), CompressionLevel.Optimal);
        gzip.Write(text);
        return pieces;
    }

    // A file or a folder's files, plain or gzip, over and over until there is enough.
    private static byte[] Read(string path, long wanted)
    {
        var whole = new MemoryStream();
        string[] files = Directory.Exists(path) ? [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [path];
        while (whole.Length < wanted)
        {
            foreach (string file in files)
            {
                using Stream stored = File.OpenRead(file);
                using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stored, CompressionMode.Decompress) : stored;
                plain.CopyTo(whole);
            }

            if (whole.Length == 0)
            {
                throw new ArgumentException($"{path} holds no text", nameof(path));
            }
        }

        byte[] text = whole.GetBuffer().AsSpan(0, (int)Math.Min(whole.Length, wanted)).ToArray();
        return text[..(text.AsSpan().LastIndexOf((byte)'\n') + 1)];
    }

    private static List<Range> Documents(byte[] text)
    {
        List<Range> documents = [];
        for (int start = 0; start < text.Length;)
        {
            int least = Math.Min(text.Length - 1, start + DocumentBytes);
            int end = least + text.AsSpan(least).IndexOf((byte)'\n');
            documents.Add(start..end);
            start = end + 1;
        }

        return documents;
    }
}
