using Portolan.Cli.Help;

namespace Portolan.Cli.Tests.Help;

public sealed class ClosestMatchTests
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
    public void The_nearest_word_is_found_when_it_is_near(string word, string? expected) => ClosestMatch.Find(word, Words).ShouldBe(expected);

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Typing_errors_are_counted(string left, string right, int errors)
    {
        ClosestMatch.Distance(left, right).ShouldBe(errors);
        ClosestMatch.Distance(right, left).ShouldBe(errors);
    }
}
