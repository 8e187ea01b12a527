using System.Globalization;

namespace Portolan.Extraction.Tests.Scoring;

/// <summary>Scores of one extractor over the sets, each by its own measure.</summary>
internal sealed class ScoreTable
{
    /// <summary>Characters of an article's known beginning that are looked for: longer ones run over the page's notes between paragraphs.</summary>
    private const int Beginning = 60;

    private readonly Dictionary<string, List<ShingleScore>> shingles = [];
    private PieceScore pieces;
    private int gooseFound;
    private int goosePages;

    public PieceScore Pieces => pieces;

    public double GooseShare => goosePages == 0 ? 0 : (double)gooseFound / goosePages;

    /// <summary>Scores one page.</summary>
    public void Add(ScoredPage page, string text)
    {
        switch (page.Set)
        {
            case ScoredPages.Trafilatura:
                pieces += PieceScore.Of(page.With, page.Without, text);
                break;
            case ScoredPages.Goose:
                goosePages++;
                string beginning = Words(page.Text);
                gooseFound += Words(text).Contains(beginning[..Math.Min(beginning.Length, Beginning)], StringComparison.Ordinal) ? 1 : 0;
                break;
            case var set when page.Readerable:
                if (!shingles.TryGetValue(set, out List<ShingleScore>? scores))
                {
                    shingles[set] = scores = [];
                }

                scores.Add(ShingleScore.Of(page.Text, text));
                break;
        }
    }

    /// <summary>Means over the pages of a set whose whole text is known.</summary>
    public (double Precision, double Recall, double F1) Mean(string set) => ShingleScore.Mean(shingles.GetValueOrDefault(set, []));

    /// <summary>Prints a line a set.</summary>
    public void Print(string extractor)
    {
        foreach (string set in shingles.Keys.Order(StringComparer.Ordinal))
        {
            (double precision, double recall, double f1) = Mean(set);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {extractor,-11} {set,-30} precision {precision:F4}  recall {recall:F4}  F1 {f1:F4}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {extractor,-11} {ScoredPages.Trafilatura,-30} precision {pieces.Precision:F4}  recall {pieces.Recall:F4}  F1 {pieces.F1:F4}  accuracy {pieces.Accuracy:F4}"));
        Console.WriteLine($"  {extractor,-11} {ScoredPages.Goose,-30} beginning found on {gooseFound} of {goosePages} pages");
    }

    private static string Words(string text) => string.Join(' ', ShingleScore.Words(text));
}
