using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using AngleSharp.Html.Parser;
using HtmlParser = Portolan.Extraction.Html.HtmlParser;

namespace Portolan.Bench.Extraction;

/// <summary>Parsing of real pages, from characters to a tree, beside AngleSharp and Python's lxml.</summary>
public sealed class HtmlParseBenchmark : IBenchmark
{
    private const string LxmlProgram =
        """
        import gzip, sys, time, glob
        from lxml import html
        pages = [gzip.open(path).read() for path in sorted(glob.glob(sys.argv[1] + '/**/*.html.gz', recursive=True))]
        best = 1e9
        for run in range(3):
            start = time.perf_counter()
            for page in pages:
                try:
                    html.fromstring(page)
                except Exception:
                    pass
            best = min(best, time.perf_counter() - start)
        print(best)
        """;

    /// <inheritdoc/>
    public string Name => "html-parse";

    /// <inheritdoc/>
    public string Description => "HTML to tree, MB/s of UTF-8, beside AngleSharp and lxml: html-parse FOLDER [RUNS]";

    /// <inheritdoc/>
    public void Run(string[] args)
    {
        string[] pages = [.. Directory.EnumerateFiles(args[0], "*.html.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Read)];
        int runs = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5;
        long bytes = pages.Sum(page => (long)Encoding.UTF8.GetByteCount(page));
        var parser = new HtmlParser();
        long nodes = 0;
        double ours = double.MaxValue, theirs = double.MaxValue;
        for (int run = 0; run < runs; run++)
        {
            ours = Math.Min(ours, Seconds(() =>
            {
                nodes = 0;
                foreach (string page in pages)
                {
                    nodes += parser.Parse(page).Count;
                }
            }));
            theirs = run < 2 ? Math.Min(theirs, Seconds(() => ParseWithAngleSharp(pages))) : theirs;
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (string page in pages)
        {
            parser.Parse(page);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine($"{pages.Length} pages, {bytes / 1e6:F1} MB, {nodes} nodes; fastest of {runs} runs");
        Measure.PrintRate("Portolan", bytes, ours);
        Measure.PrintRate("AngleSharp 1.10.3", bytes, theirs);
        Console.WriteLine($"Portolan is {theirs / ours:F1} times as fast; {allocated} bytes allocated for all pages");
        if (Lxml(args[0]) is { } lxml)
        {
            Measure.PrintRate("lxml (libxml2, not the HTML standard's tree)", bytes, lxml);
            Console.WriteLine($"Portolan is {lxml / ours:F1} times as fast");
        }
    }

    private static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void ParseWithAngleSharp(string[] pages)
    {
        var parser = new AngleSharp.Html.Parser.HtmlParser(new HtmlParserOptions { IsScripting = false });
        foreach (string page in pages)
        {
            using AngleSharp.Html.Dom.IHtmlDocument document = parser.ParseDocument(page);
        }
    }

    private static string Read(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static double? Lxml(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "python3 -c \"$0\" \"$1\" 2>/dev/null", LxmlProgram, folder]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.TryParse(output, System.Globalization.CultureInfo.InvariantCulture, out double seconds) ? seconds : null;
    }
}
