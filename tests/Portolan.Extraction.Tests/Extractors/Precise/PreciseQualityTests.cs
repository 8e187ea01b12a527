using Portolan.Extraction.Tests.Scoring;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Extractors.Precise;

/// <summary>A gate: thresholds stand a little under what was measured, so a change that makes extraction worse fails.</summary>
public sealed class PreciseQualityTests
{
    [SharedDataTheory]
    [InlineData(ScoredPages.ArticleBenchmark, 0.97, 0.97, 0.976)]
    [InlineData(ScoredPages.Readability, 0.95, 0.90, 0.93)]
    public void Main_text_agrees_with_the_truth(string set, double precision, double recall, double f1)
    {
        (double actualPrecision, double actualRecall, double actualF1) = Score(set).Mean(set);
        actualPrecision.ShouldBeGreaterThan(precision);
        actualRecall.ShouldBeGreaterThan(recall);
        actualF1.ShouldBeGreaterThan(f1);
    }

    [SharedDataFact]
    public void Pieces_that_must_be_there_are_and_those_that_must_not_are_not()
    {
        PieceScore score = Score(ScoredPages.Trafilatura).Pieces;
        score.Precision.ShouldBeGreaterThan(0.95);
        score.Recall.ShouldBeGreaterThan(0.93);
        score.F1.ShouldBeGreaterThan(0.945);
    }

    [SharedDataFact]
    public void Beginnings_of_articles_are_found() => Score(ScoredPages.Goose).GooseShare.ShouldBeGreaterThan(0.85);

    private static ScoreTable Score(string set)
    {
        var extractor = new PageExtractor();
        var table = new ScoreTable();
        foreach (ScoredPage page in ScoredPages.Read(set))
        {
            table.Add(page, extractor.Extract(page.Body, url: page.Url).Text);
        }

        return table;
    }
}
