using System.Text.Json;
using Portolan.Graph.Backends.Flows;

namespace Portolan.Graph.Backends.Tests.Flows;

public sealed class MeasureTests
{
    [Theory]
    [InlineData("exact-match", "The  Ferry!", "ferry", 1)]
    [InlineData("exact-match", "ferries", "ferry", 0)]
    [InlineData("contains", "It was the old ferry, again.", "Old Ferry", 1)]
    [InlineData("contains", "ferry", "old ferry", 0)]
    [InlineData("token-f1", "the cat sat on the mat", "a cat sat", 2 * 0.5 * 1 / 1.5)]
    [InlineData("token-f1", "to to to", "to be", 2 * (1 / 3.0) * 0.5 / (1 / 3.0 + 0.5))]
    [InlineData("token-f1", "", "", 1)]
    [InlineData("token-f1", "the", "cat", 0)]
    [InlineData("token-f1", "dog", "cat", 0)]
    [InlineData("edit-similarity", "kitten", "sitting", 1 - (3 / 7.0))]
    [InlineData("edit-similarity", "Grüße", "grüße", 1)]
    [InlineData("edit-similarity", "", "", 1)]
    [InlineData("edit-similarity", "", "abc", 0)]
    public void Texts_are_compared(string by, string answer, string reference, double expected) =>
        new TextMeasure(by, normalise: true).Score(Text(answer), Text(reference)).ShouldBe(expected, 1e-12);

    [Fact]
    public void Without_normalisation_every_character_counts()
    {
        new TextMeasure("exact-match", normalise: false).Score(Text("Ferry"), Text("ferry")).ShouldBe(0);
        new TextMeasure("edit-similarity", normalise: false).Score(Text("🌊a"), Text("🌊b")).ShouldBe(0.5);
    }

    [Fact]
    public void The_best_of_several_references_counts()
    {
        var measure = new TextMeasure("exact-match", normalise: true);
        measure.Score(Text("quay"), JsonElement.Parse("""["ferry","quay"]""")).ShouldBe(1);
        Should.Throw<StepException>(() => measure.Score(Text("quay"), JsonElement.Parse("[]"))).Message.ShouldBe("the list of references is empty");
        Should.Throw<StepException>(() => measure.Score(JsonElement.Parse("null"), Text("a"))).Message.ShouldBe("null cannot be compared, expected a text");
        measure.Score(JsonElement.Parse("42"), Text("42")).ShouldBe(1);
    }

    [Theory]
    [InlineData("0.5", "0.6", 0.1, 1)]
    [InlineData("0.5", "0.75", 0.2, 0)]
    [InlineData("\" 7 \"", "7", 0, 1)]
    public void Numbers_are_equal_within_the_tolerance(string answer, string reference, double tolerance, double expected) =>
        new NumberMeasure(tolerance).Score(JsonElement.Parse(answer), JsonElement.Parse(reference)).ShouldBe(expected);

    [Fact]
    public void What_is_no_number_is_refused() =>
        Should.Throw<StepException>(() => new NumberMeasure(0).Score(Text("seven"), JsonElement.Parse("7"))).Message.ShouldBe("the text \"seven\" is no number");

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);
}
