using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Portolan.Text.SentencePiece;

namespace Portolan.Bench.SentencePiece;

/// <summary>Segmentation into pieces against <c>spm_encode</c>, the same model and the same lines, one core each.</summary>
/// <remarks>
/// The peer's time is that of its whole process less that of one with an empty input; both print numbers to nowhere, ours formats none.
/// Ours is warm: the words of the text have been seen. The first pass is printed too. Runs alternate, and the fastest of each counts,
/// since the machine is shared.
/// </remarks>
public sealed class SentencePieceBenchmark : IBenchmark
{
    private const int Rounds = 5;

    public string Name => "sentencepiece";

    public string Description => "pieces against spm_encode: sentencepiece MODEL FILE [FILE...] (FILE may be .gz)";

    public void Run(string[] args)
    {
        if (args.Length < 2)
        {
            Console.WriteLine(Description);
            return;
        }

        SentencePieceModel model = SentencePieceModel.Load(args[0]);
        double load = Least(() => SentencePieceModel.Load(args[0]), Rounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"model loaded in {load * 1e3:F1} ms, {model.VocabularySize} pieces"));
        string folder = Directory.CreateTempSubdirectory("portolan-bench-").FullName;
        try
        {
            foreach (string path in args.AsSpan(1))
            {
                Compare(args[0], model, path, folder);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(string modelPath, SentencePieceModel model, string path, string folder)
    {
        string label = Path.GetFileName(path);
        byte[] text = Read(path);
        string plain = Path.Combine(folder, "text");
        string nothing = Path.Combine(folder, "nothing");
        File.WriteAllBytes(plain, text);
        File.WriteAllBytes(nothing, []);
        using var encoder = new SentencePieceEncoder(model);
        long started = Stopwatch.GetTimestamp();
        long pieces = Encode(encoder, text);
        Measure.PrintRate($"{label}: Portolan, first pass", text.Length, Stopwatch.GetElapsedTime(started).TotalSeconds);

        double ours = double.MaxValue;
        double? peer = null;
        double? startUp = null;
        for (int round = 0; round < Rounds; round++)
        {
            ours = Math.Min(ours, Least(() => Encode(encoder, text), 2));
            peer = Lesser(peer, Peer(modelPath, plain));
            startUp = Lesser(startUp, Peer(modelPath, nothing));
        }

        Measure.PrintRate($"{label}: Portolan, warm", text.Length, ours);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label}: {pieces} pieces, {pieces / ours / 1e6:F1} million a second"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Encode(encoder, text);
        Console.WriteLine($"{label}: bytes allocated over the file when warm: {GC.GetAllocatedBytesForCurrentThread() - before}");
        if (peer is not { } whole || startUp is not { } empty)
        {
            Console.WriteLine($"{label}: spm_encode is not installed, no comparison");
            return;
        }

        Measure.PrintRate($"{label}: spm_encode, start-up taken off", text.Length, whole - empty);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label}: ratio {(whole - empty) / ours:F2}"));
    }

    private static long Encode(SentencePieceEncoder encoder, ReadOnlySpan<byte> text)
    {
        long pieces = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            pieces += encoder.Encode(end < 0 ? text : text[..end]).Length;
            text = end < 0 ? default : text[(end + 1)..];
        }

        return pieces;
    }

    private static double? Peer(string model, string input) => Measure.ProcessSeconds(
        "spm_encode", $"--model='{model}' --output_format=id --input='{input}' --minloglevel=3", runs: 1);

    private static double? Lesser(double? first, double? second) => first is null ? second : second is null ? first : Math.Min(first.Value, second.Value);

    private static double Least(Action work, int runs)
    {
        double least = double.MaxValue;
        for (int i = 0; i < runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return least;
    }

    private static byte[] Read(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(path);
        }

        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
