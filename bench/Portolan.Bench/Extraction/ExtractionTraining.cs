using System.Globalization;
using Portolan.Extraction.Extractors.Precise;
using Portolan.Extraction.Tests.Scoring;
using Portolan.Testing;

namespace Portolan.Bench.Extraction;

/// <summary>Learns the models of the <c>precise</c> extractor anew from the shared pages and cross-validates them.</summary>
/// <remarks>Arguments: <c>write</c> to replace the models in the source tree; else a number of parts (5) and a salt for how pages fall into them (0).</remarks>
public sealed class ExtractionTraining : IBenchmark
{
    public string Name => "extraction-train";

    public string Description => "learns precise's models from the shared pages; cross-validates, or with 'write' replaces them";

    public void Run(string[] args)
    {
        List<LabelledPage> pages = [.. ScoredPages.Sets.SelectMany(ScoredPages.Read).Select(page => new LabelledPage(page))];
        var training = new PreciseTraining();
        if (args.Length > 0 && args[0] == "write")
        {
            (BoostedTrees first, BoostedTrees second) = training.Train(pages);
            string folder = Repository.PathOf("src/Portolan.Extraction/Extractors/Precise");
            Write(Path.Combine(folder, "first.trees"), first);
            Write(Path.Combine(folder, "second.trees"), second);
            pages.ForEach(page => PreciseTraining.Apply(page, first, second));
            Print("pages learned from", pages);
            return;
        }

        int parts = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        uint salt = args.Length > 1 ? uint.Parse(args[1], CultureInfo.InvariantCulture) : 0;
        Print("blocks chosen by the truth", pages, page => i => page.Labels[i] == 1);
        for (int part = 0; part < parts; part++)
        {
            (BoostedTrees first, BoostedTrees second) = training.Train([.. pages.Where(page => PreciseTraining.PartOf(page, parts, salt) != part)]);
            foreach (LabelledPage page in pages.Where(page => PreciseTraining.PartOf(page, parts, salt) == part))
            {
                PreciseTraining.Apply(page, first, second);
            }

            if (parts == 2)
            {
                Print($"part {part}", [.. pages.Where(page => PreciseTraining.PartOf(page, parts, salt) == part)]);
            }
        }

        Print($"{parts} parts, each by models of the others", pages);
    }

    private static void Write(string path, BoostedTrees trees) => File.WriteAllText(path, string.Join('\n', trees.Write()) + "\n");

    private static void Print(string title, IReadOnlyCollection<LabelledPage> pages) => Print(title, pages, page =>
    {
        float threshold = PageThreshold.Choose(page.Scores, page.Reader.Facts);
        return i => page.Scores[i] >= PageThreshold.Of(page.Reader.Table, i, threshold);
    });

    private static void Print(string title, IReadOnlyCollection<LabelledPage> pages, Func<LabelledPage, Func<int, bool>> choice)
    {
        Console.WriteLine(title);
        var table = new ScoreTable();
        foreach (LabelledPage page in pages)
        {
            table.Add(page.Page, page.TextOf(choice(page)));
        }

        table.Print("precise");
    }
}
