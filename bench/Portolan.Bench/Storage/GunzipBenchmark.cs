using System.IO.Compression;
using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Bench.Storage;

/// <summary>Decompression of gzip: ours, the framework's (zlib-ng) and the commands, on one member and on a member per record.</summary>
public sealed class GunzipBenchmark : IBenchmark
{
    private const int RecordLength = 6000;

    public string Name => "gunzip";

    public string Description => "ByteSource against GZipStream and gzip/pigz/igzip -dc; [TEXT-OR-GZ FILE] [MiB]";

    public void Run(string[] args)
    {
        byte[] text = args.Length > 0 ? ReadText(args[0]) : Text(64 << 20);
        int length = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) << 20 : text.Length;
        if (text.Length < length)
        {
            byte[] longer = new byte[length];
            for (int at = 0; at < length; at += text.Length)
            {
                text.AsSpan(0, Math.Min(text.Length, length - at)).CopyTo(longer.AsSpan(at));
            }

            text = longer;
        }

        string folder = Directory.CreateTempSubdirectory("portolan-bench-").FullName;
        try
        {
            Compare("one member", Path.Combine(folder, "one.gz"), text, text.Length);
            Compare($"a member per {RecordLength} bytes", Path.Combine(folder, "many.gz"), text, RecordLength);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        CompareChecksums(text);
    }

    private static void Compare(string label, string path, byte[] text, int memberLength)
    {
        using (FileStream file = File.Create(path))
        {
            for (int at = 0; at < text.Length; at += memberLength)
            {
                using var member = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
                member.Write(text, at, Math.Min(memberLength, text.Length - at));
            }
        }

        Console.WriteLine($"{label}: {text.Length / 1e6:F1} MB of text, {new FileInfo(path).Length / 1e6:F1} MB stored");
        double ours = Measure.Seconds(() => Ours(path, text.Length));
        Measure.PrintRate("  ByteSource (Inflater, CRC checked)", text.Length, ours);
        Peer("  GZipStream", text.Length, Measure.Seconds(() => Framework(path, text.Length)), ours);
        foreach (string program in (string[])["gzip", "pigz", "igzip"])
        {
            if (Measure.ProcessSeconds(program, $"-dc '{path}'") is { } seconds)
            {
                Peer($"  {program} -dc", text.Length, seconds, ours);
            }
        }
    }

    private static void Peer(string label, long bytes, double seconds, double ours)
    {
        Measure.PrintRate(label, bytes, seconds);
        Console.WriteLine($"{string.Empty,-44} {seconds / ours,10:F2} x its time for ours");
    }

    private static void CompareChecksums(byte[] text)
    {
        Measure.PrintRate("Crc32", text.Length, Measure.Seconds(() => Crc32.Compute(text)));
        Measure.PrintRate("Crc32, scalar twin", text.Length, Measure.Seconds(() => Crc32.AppendScalar(0, text), runs: 3));
    }

    private static void Ours(string path, long expected)
    {
        using ByteSource source = ByteSource.Open(path);
        while (source.Ensure(1))
        {
            source.Advance(source.Window.Length);
        }

        Check(source.Position, expected);
    }

    private static void Framework(string path, long expected)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 17);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        byte[] buffer = new byte[1 << 17];
        long total = 0;
        for (int read = gzip.Read(buffer); read > 0; read = gzip.Read(buffer))
        {
            total += read;
        }

        Check(total, expected);
    }

    private static void Check(long found, long expected)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"{found} bytes decoded, expected {expected}");
        }
    }

    private static byte[] ReadText(string path)
    {
        using ByteSource source = ByteSource.Open(path);
        using var all = new MemoryStream();
        while (source.Ensure(1))
        {
            all.Write(source.Window);
            source.Advance(source.Window.Length);
        }

        return all.ToArray();
    }

    /// <summary>Words of a Zipf-like vocabulary in sentences and lines, as a WET file has them.</summary>
    private static byte[] Text(int length)
    {
        var random = new Random(1);
        string[] words = new string[20_000];
        for (int i = 0; i < words.Length; i++)
        {
            char[] letters = new char[2 + random.Next(9)];
            for (int j = 0; j < letters.Length; j++)
            {
                letters[j] = "etaoinshrdlucmfwypvbgkjqxz"[random.Next(26) * random.Next(26) / 26];
            }

            words[i] = new string(letters);
        }

        byte[] text = new byte[length];
        int at = 0;
        while (at < length - 16)
        {
            // Exponent chosen so that the ratio at level 6 is about that of crawl text (2.5 to 3).
            string word = words[(int)(words.Length * Math.Pow(random.NextDouble(), 3))];
            at += System.Text.Encoding.ASCII.GetBytes(word, text.AsSpan(at));
            text[at++] = (byte)(random.Next(14) == 0 ? '\n' : ' ');
        }

        text.AsSpan(at).Fill((byte)' ');
        return text;
    }
}
