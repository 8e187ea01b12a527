namespace Portolan.Text.Tests;

public sealed class EditDistanceTests
{
    private static readonly string[] Words = ["corpus", "language", "quickstart", "--memory", "--min-score"];

    [Theory]
    [InlineData("copus", "corpus")]
    [InlineData("languages", "language")]
    [InlineData("lagnuage", "language")]
    [InlineData("--memroy", "--memory")]
    [InlineData("--minscore", "--min-score")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_found_when_it_is_near(string word, string? expected) => EditDistance.Closest(word, Words).ShouldBe(expected);

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Typing_errors_are_counted(string left, string right, int errors)
    {
        EditDistance.Between(left, right).ShouldBe(errors);
        EditDistance.Between(right, left).ShouldBe(errors);
    }
}
