using Portolan.Extraction;
using Portolan.Extraction.Extractors;
using Portolan.Extraction.Tests.Scoring;

namespace Portolan.Bench.Extraction;

/// <summary>Scores every extractor on the shared pages, from bytes to text, and prints what is published of others beside.</summary>
public sealed class ExtractionQualityBenchmark : IBenchmark
{
    /// <summary>As published, over the whole sets, of which the shared pages are a part.</summary>
    private const string Published = """
        published, article-extraction-benchmark (181 pages; its README): F1 rs_trafilatura 0.970, AutoExtract 0.970 (commercial), go_trafilatura 0.960,
          trafilatura 2.0 0.958, Diffbot 0.951 (commercial), newspaper4k 0.949, readability.js 0.947, readability-lxml 0.922, goose3 0.896, jusText 0.804
        published, trafilatura's evaluation of 2022-05-18 (750 pages): trafilatura 1.2.2 precision 0.914 recall 0.904 accuracy 0.910 F 0.909,
          readabilipy 0.877 0.870 0.874 0.874, news-please 0.898 0.734 0.826 0.808, readability-lxml 0.891 0.729 0.820 0.801,
          goose3 0.934 0.690 0.821 0.793, jusText 0.865 0.650 0.775 0.742
        """;

    public string Name => "extraction-quality";

    public string Description => "score tables of every extractor on the shared pages, beside published figures";

    public void Run(string[] args)
    {
        List<ScoredPage> pages = [.. ScoredPages.Sets.SelectMany(ScoredPages.Read)];
        foreach (string name in ContentExtractors.Names)
        {
            var extractor = new PageExtractor(new ExtractionOptions { Extractor = name });
            var table = new ScoreTable();
            foreach (ScoredPage page in pages)
            {
                table.Add(page, extractor.Extract(page.Body, url: page.Url).Text);
            }

            table.Print(name);
        }

        Console.WriteLine(Published);
        PrintSpeed(pages);
    }

    private static void PrintSpeed(List<ScoredPage> pages)
    {
        List<ScoredPage> benchmark = [.. pages.Where(page => page.Set == ScoredPages.ArticleBenchmark)];
        var extractor = new PageExtractor();
        double seconds = Measure.Seconds(() => benchmark.ForEach(page => extractor.Extract(page.Body)), runs: 9, warmups: 6);
        Console.WriteLine($"precise, whole extraction: {benchmark.Count / seconds:F0} pages/s");
        Measure.PrintRate("precise, whole extraction", benchmark.Sum(page => (long)page.Body.Length), seconds);
    }
}
