namespace Portolan.Extraction.Tests.Scoring;

public sealed class ShingleScoreTests
{
    [Theory]
    [InlineData("a b c d e", "a b c d e", 2, 0, 0)]
    [InlineData("a b c d e", "a, b; c d", 1, 0, 1)]
    [InlineData("a b c d", "x y a b c d", 1, 2, 0)]
    [InlineData("a b", "a b", 1, 0, 0)]
    [InlineData("a b", "a b c", 0, 1, 1)]
    [InlineData("", "a", 0, 1, 0)]
    [InlineData("a a a a a", "a a a a", 1, 0, 1)]
    [InlineData("\u4e2d\u6587\uff0c\u6587\u672c", "\u4e2d\u6587 \u6587\u672c", 1, 0, 0)]
    public void Sequences_of_four_words_are_counted(string truth, string prediction, int found, int superfluous, int missing) =>
        ShingleScore.Of(truth, prediction).ShouldBe(new ShingleScore(found, superfluous, missing));

    [Fact]
    public void A_set_is_scored_by_the_means_of_its_pages()
    {
        (double precision, double recall, double f1) = ShingleScore.Mean([new ShingleScore(1, 1, 0), new ShingleScore(3, 0, 1), new ShingleScore(0, 0, 5)]);
        precision.ShouldBe(0.75, 1e-9);
        recall.ShouldBe(1.75 / 3, 1e-9);
        f1.ShouldBe(2 * precision * recall / (precision + recall), 1e-9);
    }

    [Fact]
    public void Pieces_are_one_decision_each()
    {
        PieceScore score = PieceScore.Of(["one", "two"], ["three", "four"], "one three") + PieceScore.Of(["x"], [], "x");
        score.ShouldBe(new PieceScore(2, 1, 1, 1));
        score.Precision.ShouldBe(2.0 / 3, 1e-9);
        score.Accuracy.ShouldBe(0.6, 1e-9);
    }
}
