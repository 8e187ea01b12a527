using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Portolan.Extraction;
using Portolan.Extraction.Html;
using Portolan.Extraction.Metadata;
using Portolan.Extraction.Pages;
using Portolan.Extraction.Pages.Charsets;

namespace Portolan.Bench.Extraction;

/// <summary>How fast bodies become characters, and how often encodings that nobody declares are guessed right.</summary>
internal sealed class DecodeBenchmark : IBenchmark
{
    private const string PeerScript = "bench/peers/charset_peer.py";

    public string Name => "decode";

    public string Description => "page decoding by encoding, and guesses beside chardet and charset-normalizer (bench/peers/charset_peer.py): [--no-peers]";

    // The runtime compiles these loops well only after it has seen them for a while.
    private const int Warmups = 12;

    public void Run(string[] args)
    {
        string shared = FindShared();
        MeasurePages(shared);
        List<(string Encoding, byte[] Bytes, string Text)> samples = CharsetSamples.Read(shared);
        MeasureEncodings(samples);
        MeasureGuesses(samples, args.Contains("--no-peers") ? [] : RunPeers(samples));
    }

    private static void MeasurePages(string shared)
    {
        List<byte[]> pages = [.. Directory.EnumerateFiles(Path.Combine(shared, "data/html"), "*.html.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Unpack)];
        long bytes = pages.Sum(page => (long)page.Length);
        var decoder = new PageDecoder();
        double seconds = Measure.Seconds(() => pages.ForEach(page => decoder.Decode(page, "text/html", int.MaxValue)), warmups: Warmups);
        Measure.PrintRate($"{pages.Count} pages, kind and encoding found", bytes, seconds);
        MeasureMetadata(pages, bytes);
        char[] characters = new char[pages.Max(page => page.Length) + 1];
        Measure.PrintRate("  Encoding.UTF8.GetChars alone", bytes, Measure.Seconds(() => pages.ForEach(page => Encoding.UTF8.GetChars(page, characters))));
    }

    /// <summary>What metadata add to parsing, and both beside a whole extraction.</summary>
    private static void MeasureMetadata(List<byte[]> pages, long bytes)
    {
        var decoder = new PageDecoder();
        var parser = new HtmlParser();
        var reader = new MetadataReader();
        var extractor = new PageExtractor();
        double parse = Measure.Seconds(() => pages.ForEach(page =>
        {
            decoder.Decode(page, "text/html", int.MaxValue);
            parser.Parse(decoder.Text);
        }), warmups: Warmups);
        double both = Measure.Seconds(() => pages.ForEach(page =>
        {
            decoder.Decode(page, "text/html", int.MaxValue);
            reader.Read(parser.Parse(decoder.Text), "https://www.example.com/a", null);
        }), warmups: Warmups);
        double whole = Measure.Seconds(() => pages.ForEach(page => extractor.Extract(page, "text/html", "https://www.example.com/a")), warmups: Warmups);
        Measure.PrintRate("decode and parse", bytes, parse);
        Measure.PrintRate("decode, parse, metadata", bytes, both);
        Measure.PrintRate("the facade, precise", bytes, whole);
        long before = GC.GetAllocatedBytesForCurrentThread();
        pages.ForEach(page => extractor.Extract(page, "text/html", "https://www.example.com/a"));
        long facade = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"metadata take {(both - parse) / whole:P1} of the facade's time; {pages.Count / whole:F0} pages/s, {facade / pages.Count / 1024.0:F1} KiB allocated a page"));
    }

    private static void MeasureEncodings(List<(string Encoding, byte[] Bytes, string Text)> samples)
    {
        foreach (IGrouping<string, (string Encoding, byte[] Bytes, string Text)> group in samples.GroupBy(sample => sample.Encoding))
        {
            byte[] once = [.. group.SelectMany(sample => sample.Bytes)];
            byte[] body = [.. Enumerable.Repeat(once, 1 + (4_000_000 / once.Length)).SelectMany(bytes => bytes)];
            char[] characters = new char[body.Length + 1];
            Charset charset = CharsetLabels.Find(group.Key)!.Value;
            double ours = Measure.Seconds(() => CharsetDecoder.Decode(charset, body, characters));
            Encoding encoding = Encoding.GetEncoding(group.Key switch { "gbk" => "gb18030", "windows-874" => "windows-874", "ibm866" => "cp866", "shift_jis" => "shift_jis", var name => name });
            double theirs = Measure.Seconds(() => encoding.GetChars(body, characters));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group.Key,-14} {body.Length / ours / 1e6,8:F0} MB/s, .NET's code page {body.Length / theirs / 1e6,8:F0} MB/s, {theirs / ours:F1}x"));
        }
    }

    private static void MeasureGuesses(List<(string Encoding, byte[] Bytes, string Text)> samples, List<(string Peer, string Encoding, int Right, double Seconds)> peers)
    {
        char[] characters = new char[samples.Max(sample => sample.Bytes.Length) + 1];
        CharsetDetector.Detect(samples[0].Bytes);
        foreach (IGrouping<string, (string Encoding, byte[] Bytes, string Text)> group in samples.GroupBy(sample => sample.Encoding))
        {
            int right = 0;
            long start = Stopwatch.GetTimestamp();
            foreach ((_, byte[] bytes, string text) in group)
            {
                int length = CharsetDecoder.Decode(CharsetDetector.Detect(bytes).Charset, bytes, characters);
                right += characters.AsSpan(0, length).SequenceEqual(text) ? 1 : 0;
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            string beside = string.Concat(peers.Where(peer => peer.Encoding == group.Key)
                .Select(peer => string.Create(CultureInfo.InvariantCulture, $"; {peer.Peer} {peer.Right}, {peer.Seconds / seconds:F1}x the time")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group.Key,-14} {right,4} of {group.Count(),4} read right, {seconds / group.Count() * 1e6:F0} us each{beside}"));
        }
    }

    private static List<(string Peer, string Encoding, int Right, double Seconds)> RunPeers(List<(string Encoding, byte[] Bytes, string Text)> samples)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, samples.Select(sample => $"{sample.Encoding}\t{Convert.ToBase64String(sample.Bytes)}\t{Convert.ToBase64String(Encoding.UTF8.GetBytes(sample.Text))}"));
            using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [PeerScript, path]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            var found = new List<(string Peer, string Encoding, int Right, double Seconds)>();
            while (process.StandardOutput.ReadLine() is { } line)
            {
                string[] cells = line.Split('\t');
                found.Add((cells[0] + " " + cells[1], cells[2], int.Parse(cells[3], CultureInfo.InvariantCulture), double.Parse(cells[5], CultureInfo.InvariantCulture)));
            }

            process.WaitForExit();
            return found;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Unpack(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
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

        throw new DirectoryNotFoundException("no ../shared with its pages and sentences");
    }
}
