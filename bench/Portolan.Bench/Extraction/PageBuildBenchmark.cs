using System.Diagnostics;
using System.Globalization;
using Portolan.Corpus;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Corpus.Stages;
using Portolan.Storage;

namespace Portolan.Bench.Extraction;

/// <summary>From WARC to text on one core: pages and bytes of HTML a second, stage by stage, for each extractor.</summary>
/// <remarks>
/// The peers that need a network to install are not run: trafilatura 2.2.0 reached 48 to 72 pages/s and 8 to 12 MB/s, jusText 3.0.2 67
/// pages/s, on pages of this kind and this kind of machine. lxml's parser alone is run where Debian's python3-lxml is installed.
/// </remarks>
public sealed class PageBuildBenchmark : IBenchmark
{
    private const string Recipe = """
        name: pages
        stages:
          - read: {kind: warc}
          - url-filter
          - extract: {extractor: EXTRACTOR}
          - write
        """;

    private const string Lxml = """
        import sys, gzip, glob, time
        import lxml.html
        pages = [gzip.open(p).read() for p in sorted(glob.glob(sys.argv[1] + '/*/pages/*.html.gz'))]
        best = 1e9
        for _ in range(3):
            start = time.perf_counter()
            for page in pages:
                try:
                    lxml.html.document_fromstring(page)
                except Exception:
                    pass
            best = min(best, time.perf_counter() - start)
        print(len(pages), sum(map(len, pages)), best)
        """;

    public string Name => "pages";

    public string Description => "from WARC to text on one core: pages SHARED [EXTRACTOR,…] [COPIES] [RUNS]";

    public void Run(string[] args)
    {
        string html = Path.Combine(args[0], "data", "html");
        string[] extractors = args.Length > 1 ? args[1].Split(',') : ["precise", "justext", "everything"];
        int copies = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
        int runs = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 3;
        string folder = Directory.CreateTempSubdirectory("portolan-bench-").FullName;
        try
        {
            string warc = Path.Combine(folder, "pages.warc.gz");
            (int pages, long bytes) = PageArchiveGenerator.Write(html, warc, copies);
            Console.WriteLine($"{pages} pages, {ByteSize.Format(bytes)} of HTML, {ByteSize.Format(new FileInfo(warc).Length)} as stored");
            foreach (string extractor in extractors)
            {
                Manifest[] manifests = [.. Enumerable.Range(0, runs + 1).Select(_ => BuildAsync(extractor, warc, Path.Combine(folder, "out")).GetAwaiter().GetResult())];
                Print(extractor, pages, bytes, manifests[1..]);
            }

            Peer(html, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Manifest> BuildAsync(string extractor, string warc, string output)
    {
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }

        var options = new CorpusBuildOptions
        {
            Recipe = RecipeReader.Read(Recipe.Replace("EXTRACTOR", extractor, StringComparison.Ordinal), "bench"),
            Inputs = [InputFile.FromPath(warc)],
            Output = output,
            Workers = 1,
        };
        await foreach (CorpusEvent corpusEvent in new CorpusBuild(options).RunAsync())
        {
            if (corpusEvent is BuildCompleted completed)
            {
                return completed.Manifest;
            }
        }

        throw new InvalidOperationException("the build did not complete");
    }

    // The fastest run of each stage: the machines are shared, and what takes longer took it from a neighbour.
    private static void Print(string extractor, int pages, long bytes, Manifest[] manifests)
    {
        double total = 0;
        Manifest last = manifests[^1];
        foreach (StageCounts stage in last.Stages)
        {
            double seconds = manifests.Min(m => m.Stages.Single(s => s.Stage == stage.Stage).Seconds);
            total += seconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {extractor,-10} {stage.Stage,-10} {bytes / seconds / 1e6,9:F1} MB/s of HTML {pages / seconds,9:F0} pages/s  {stage.DocumentsOut} out"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{extractor,-10} all stages  {bytes / total / 1e6,9:F1} MB/s of HTML {pages / total,9:F0} pages/s, {manifests.Min(m => m.Run.AllocatedBytesPerDocument) / 1e3:F1} kB allocated per page, peak memory of this process {ByteSize.Format(last.Run.PeakMemoryBytes)}"));
    }

    private static void Peer(string html, string folder)
    {
        string script = Path.Combine(folder, "peer.py");
        File.WriteAllText(script, Lxml);
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"/usr/bin/python3 '{script}' '{html}' 2> /dev/null"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string[] words = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        if (process.ExitCode != 0 || words.Length != 3)
        {
            Console.WriteLine("python3-lxml is not installed, no comparison");
            return;
        }

        double seconds = double.Parse(words[2], CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"lxml, parse alone       {long.Parse(words[1], CultureInfo.InvariantCulture) / seconds / 1e6,9:F1} MB/s of HTML {int.Parse(words[0], CultureInfo.InvariantCulture) / seconds,9:F0} pages/s"));
    }
}
