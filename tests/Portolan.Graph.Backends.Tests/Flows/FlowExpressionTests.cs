using System.Text.Json;
using Portolan.Graph.Backends.Flows;

namespace Portolan.Graph.Backends.Tests.Flows;

public sealed class FlowExpressionTests
{
    private static readonly Dictionary<string, JsonElement> Values = JsonElement.Parse(
        """{"n":3,"x":2.5,"text":"Grüße 🌊","yes":true,"no":false,"none":null,"list":["a",2,null],"doc":{"label":"ferry","list":[{"k":1}]},"a-b":7}""")
        .EnumerateObject().ToDictionary(value => value.Name, value => value.Value);

    [Theory]
    [InlineData("n == 3", true)]
    [InlineData("n == 3.0", true)]
    [InlineData("n == \"3\"", false)]
    [InlineData("n != \"3\"", true)]
    [InlineData("n < 3", false)]
    [InlineData("n <= 3", true)]
    [InlineData("n > x and x >= 2.5", true)]
    [InlineData("-1 < n", true)]
    [InlineData("1e2 > 99", true)]
    [InlineData("none == null", true)]
    [InlineData("yes", true)]
    [InlineData("not yes", false)]
    [InlineData("not not yes", true)]
    [InlineData("no or yes and no", false)]
    [InlineData("(no or yes) and yes", true)]
    [InlineData("not n == 4", true)]
    [InlineData("text contains \"üß\"", true)]
    [InlineData("text contains 'gr'", false)]
    [InlineData("list contains 2", true)]
    [InlineData("list contains null", true)]
    [InlineData("list contains '2'", false)]
    [InlineData("length(text) == 7", true)]
    [InlineData("length(list) == 3", true)]
    [InlineData("length(doc) == 2", true)]
    [InlineData("doc.label == 'ferry'", true)]
    [InlineData("doc.list.0.k == 1", true)]
    [InlineData("a-b == 7", true)]
    [InlineData("'b' > 'a'", true)]
    [InlineData("'quote \\' in it' contains \"'\"", true)]
    [InlineData("no and nothing-is-looked-at-here.x == 1", false)]
    [InlineData("yes or n > 'text'", true)]
    public void Expressions_hold_or_not(string expression, bool expected)
    {
        var values = new Dictionary<string, JsonElement>(Values) { ["nothing-is-looked-at-here"] = JsonElement.Parse("1") };
        FlowExpression.Parse(expression).Holds(values).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "the expression ends where a value is expected")]
    [InlineData("n = 3", "'=' at character 3: write == to compare")]
    [InlineData("n == ", "the expression ends where a value is expected")]
    [InlineData("n == 3 4", "'4' at character 8: expected the end of the expression")]
    [InlineData("(n == 3", "the expression ends where ')' is expected")]
    [InlineData("n & 3", "'&' at character 3 is no part of an expression")]
    [InlineData("\"open", "the text that begins at character 1 has no closing \"")]
    [InlineData("and n", "'and' at character 1: expected a value")]
    [InlineData("1.2.3 > 0", "'1.2.3' at character 1 is no number")]
    [InlineData("system('rm')", "'(' at character 7: expected the end of the expression")]
    public void Broken_expressions_say_where(string expression, string message) =>
        Should.Throw<FormatException>(() => FlowExpression.Parse(expression)).Message.ShouldBe(message);

    [Theory]
    [InlineData("n", "the expression is the number 3, expected true or false")]
    [InlineData("yes and n", "what stands after 'and' is the number 3, expected true or false")]
    [InlineData("n < text", "the number 3 < the text \"Grüße 🌊\": expected two numbers or two texts")]
    [InlineData("n contains 3", "the number 3 contains the number 3: expected a text in a text, or something in a list")]
    [InlineData("length(n) > 1", "length(the number 3): expected a text or a list")]
    [InlineData("doc.none == 1", "doc is an object and has no 'none'")]
    [InlineData("doc.list.1 == 1", "doc.list is a list of 1 and has no '1'")]
    [InlineData("text.length == 1", "text is the text \"Grüße 🌊\" and has no 'length'")]
    public void Values_that_cannot_be_compared_fail_with_what_they_are(string expression, string message) =>
        Should.Throw<StepException>(() => FlowExpression.Parse(expression).Holds(Values)).Message.ShouldBe(message);

    [Fact]
    public void Nesting_and_length_are_bounded()
    {
        Should.Throw<FormatException>(() => FlowExpression.Parse(new string('(', 1000) + "n")).Message.ShouldContain("nested more than 64 deep");
        Should.Throw<FormatException>(() => FlowExpression.Parse(string.Join(" or ", Enumerable.Repeat("yes", 2000)))).Message.ShouldContain("expected at most 4096");
    }

    [Fact]
    public void Damaged_expressions_are_refused_in_words() =>
        Mutations.Run("not (a.b == 'text' or length(c) >= -1.5e3) and d contains \"x\\\"\" or e != null", 5000, data => FlowExpression.Fuzz(data));
}
