using System.Diagnostics;
using Portolan.Corpus.Urls.Blocklists;

namespace Portolan.Corpus.Tests.Urls.Blocklists;

public sealed class UrlExpressionTests
{
    [Theory]
    [InlineData("[[:digit:]]{3}", "http://a/123", "http://a/12a")]
    [InlineData("^http://[^/]*rude", "http://very.RUDE.example/", "http://fine.example/rude")]
    [InlineData("[[:alpha:][:digit:]]_x", "http://a/7_x", "http://a/-_x")]
    [InlineData("[]x]end", "http://a/]end", "http://a/end")]
    [InlineData("[^]x]end", "http://a/yend", "http://a/]end")]
    [InlineData("a[[]b", "http://x/a[b", "http://x/ab")]
    [InlineData(@"\.(mpg|avi)$", "http://x/a.AVI", "http://x/a.avi?x")]
    [InlineData("(^|[-\\?+=/_])(one|two)([-\\?+=/_]|$)", "http://x/a-two_b", "http://x/atwob")]
    public void Expressions_are_those_of_POSIX(string pattern, string match, string near)
    {
        System.Text.RegularExpressions.Regex expression = UrlExpression.TryCompile(pattern, out string reason).ShouldNotBeNull(reason);
        expression.IsMatch(match).ShouldBeTrue();
        expression.IsMatch(near).ShouldBeFalse();
    }

    [Theory]
    [InlineData("(?=a)b", "look-around")]
    [InlineData(@"(a)\1", "look-around")]
    [InlineData("(a", "no regular expression (InsufficientClosingParentheses, at character 3)")]
    [InlineData("*a", "no regular expression")]
    [InlineData("[[:vowel:]]", "bracket class")]
    [InlineData("((a{99}){99}){99}", "counted repetitions")]
    [InlineData("a{1000000000000}", "counted repetitions")]
    public void What_cannot_be_matched_in_linear_time_is_refused_with_a_reason(string pattern, string reason)
    {
        UrlExpression.TryCompile(pattern, out string why).ShouldBeNull();
        why.ShouldContain(reason);
    }

    [Fact]
    public void Too_long_an_expression_is_refused() => UrlExpression.TryCompile(new string('a', UrlExpression.MaxLength + 1), out _).ShouldBeNull();

    [Fact]
    public void An_expression_that_backtracks_elsewhere_takes_linear_time()
    {
        System.Text.RegularExpressions.Regex expression = UrlExpression.TryCompile("(a+)+(b+)+$", out _).ShouldNotBeNull();
        string text = new string('a', 30_000) + "c";
        long started = Stopwatch.GetTimestamp();
        expression.IsMatch(text).ShouldBeFalse();
        Stopwatch.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(10);
    }

    [Fact]
    public void Any_text_is_an_expression_or_has_a_reason()
    {
        var random = new Random(12);
        int compiled = 0;
        for (int i = 0; i < 2000; i++)
        {
            string pattern = string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => "ab[]^-(){}|*+?.$\\:9,"[random.Next(20)]));
            if (UrlExpression.TryCompile(pattern, out string reason) is null)
            {
                reason.ShouldNotBeEmpty();
            }
            else
            {
                compiled++;
            }
        }

        compiled.ShouldBeInRange(1, 1999);
    }
}
