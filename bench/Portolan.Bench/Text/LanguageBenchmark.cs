using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Portolan.Text.FastText;
using Portolan.Text.Languages;

namespace Portolan.Bench.Text;

/// <summary>Language identification against Debian's <c>fasttext predict-prob</c>, the same model and the same lines, one core each.</summary>
/// <remarks>
/// Two inputs: the labelled sentences (about 190 bytes a line) and whole web documents (about 5 kB a line). The peer's time is that of its
/// whole process, 10 to 20 ms of it loading the model; ours is loading the model too, reading the file and formatting the same output.
/// </remarks>
public sealed class LanguageBenchmark : IBenchmark
{
    public string Name => "language";

    public string Description => "language identification against fasttext predict-prob: language [FILE OF LINES]";

    public void Run(string[] args)
    {
        string model = LanguageModels.Locate();
        if (args.Length > 0)
        {
            Compare(Path.GetFileName(args[0]), model, args[0]);
            return;
        }

        string shared = Environment.GetEnvironmentVariable("PORTOLAN_SHARED") ?? FindShared();
        string folder = Directory.CreateTempSubdirectory("portolan-bench-").FullName;
        try
        {
            Compare("sentences", model, WriteSentences(shared, Path.Combine(folder, "sentences.txt")));
            Compare("documents", model, WriteDocuments(shared, Path.Combine(folder, "documents.txt")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string label, string model, string path)
    {
        long bytes = new FileInfo(path).Length;
        string ours = path + ".ours";
        string theirs = path + ".theirs";
        double seconds = Measure.Seconds(() => Label(model, path, ours));
        Measure.PrintRate($"{label}: Portolan, with load and output", bytes, seconds);

        var classifier = FastTextClassifier.Load(model);
        byte[] text = File.ReadAllBytes(path);
        double predicting = Measure.Seconds(() => LabelLines(classifier, text, null));
        Measure.PrintRate($"{label}: Portolan, prediction alone", bytes, predicting);
        long before = GC.GetAllocatedBytesForCurrentThread();
        LabelLines(classifier, text, null);
        Console.WriteLine($"{label}: bytes allocated over the file when warm: {GC.GetAllocatedBytesForCurrentThread() - before}");

        double? peer = Measure.ProcessSeconds("taskset", $"-c 0 fasttext predict-prob '{model}' '{path}'");
        if (peer is not { } peerSeconds)
        {
            Console.WriteLine($"{label}: taskset or fasttext is not installed, no comparison");
            return;
        }

        Measure.PrintRate($"{label}: fasttext predict-prob", bytes, peerSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label}: ratio {peerSeconds / seconds:F2} (prediction alone {peerSeconds / predicting:F2})"));
        using (Process process = Process.Start("/bin/sh", ["-c", $"fasttext predict-prob '{model}' '{path}' > '{theirs}'"]))
        {
            process.WaitForExit();
        }

        PrintAgreement(label, ours, theirs);
    }

    private static void Label(string model, string path, string output)
    {
        var classifier = FastTextClassifier.Load(model);
        using var writer = new StreamWriter(output, append: false, new UTF8Encoding(false), 1 << 16);
        LabelLines(classifier, File.ReadAllBytes(path), writer);
    }

    private static void LabelLines(FastTextClassifier classifier, ReadOnlySpan<byte> text, StreamWriter? writer)
    {
        FastTextPrediction best = default;
        Span<char> number = stackalloc char[32];
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            int found = classifier.Predict(line, Newlines.AsSpaces, new Span<FastTextPrediction>(ref best));
            if (writer is not null && found == 1)
            {
                best.Probability.TryFormat(number, out int written, "G6", CultureInfo.InvariantCulture);
                writer.Write(best.Label);
                writer.Write(' ');
                writer.WriteLine(number[..written]);
            }

            text = end < 0 ? default : text[(end + 1)..];
        }
    }

    private static void PrintAgreement(string label, string ours, string theirs)
    {
        string[] mine = File.ReadAllLines(ours);
        string[] others = File.ReadAllLines(theirs);
        int same = 0;
        double widest = 0;
        for (int i = 0; i < Math.Min(mine.Length, others.Length); i++)
        {
            string[] left = mine[i].Split(' ');
            string[] right = others[i].Replace("__label__", "", StringComparison.Ordinal).Split(' ');
            if (left[0] == right[0])
            {
                same++;
                double difference = double.Parse(left[1], CultureInfo.InvariantCulture) - double.Parse(right[1], CultureInfo.InvariantCulture);
                widest = Math.Max(widest, Math.Abs(difference));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{label}: {mine.Length} and {others.Length} lines, same label on {100.0 * same / others.Length:F3} %, widest difference {widest:E1}"));
    }

    private static string WriteSentences(string shared, string path)
    {
        using var writer = new StreamWriter(path);
        foreach (string part in (ReadOnlySpan<string>)["dev", "train"])
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(shared, $"data/langid/{part}.tsv.gz")), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                writer.Write(line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..] + "\n");
            }
        }

        return path;
    }

    // Web documents with their lines joined by spaces, repeated in an order that changes, to about 25 MB.
    private static string WriteDocuments(string shared, string path)
    {
        var documents = new List<string>();
        using (var reader = new StreamReader(new GZipStream(
            File.OpenRead(Path.Combine(shared, "oracles/corpus/golden.jsonl.gz")), CompressionMode.Decompress)))
        {
            while (reader.ReadLine() is { } line)
            {
                using JsonDocument parsed = JsonDocument.Parse(line);
                documents.Add(parsed.RootElement.GetProperty("text").GetString()!.ReplaceLineEndings(" "));
            }
        }

        foreach (string wet in Directory.EnumerateFiles(Path.Combine(shared, "data/crawl"), "*.wet.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(wet), CompressionMode.Decompress));
            var document = new StringBuilder();
            while (reader.ReadLine() is { } line)
            {
                if (line == "WARC/1.0")
                {
                    documents.Add(document.ToString());
                    document.Clear();
                }
                else
                {
                    document.Append(line).Append(' ');
                }
            }
        }

        using var writer = new StreamWriter(path);
        long written = 0;
        for (int i = 0; written < 25_000_000 && i < documents.Count * 4; i++)
        {
            string document = documents[(int)((i * 7919L) % documents.Count)];
            written += document.Length;
            writer.Write(document + "\n");
        }

        return path;
    }

    private static string FindShared()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string shared = Path.Combine(at.FullName, "shared");
            if (File.Exists(Path.Combine(shared, "data/DATA.md")))
            {
                return shared;
            }
        }

        throw new DirectoryNotFoundException("no ../shared with its langid and crawl data; name a file of lines instead");
    }
}
