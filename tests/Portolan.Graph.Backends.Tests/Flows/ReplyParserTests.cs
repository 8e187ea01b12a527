using System.Text.Json;
using Portolan.Graph.Backends.Flows;

namespace Portolan.Graph.Backends.Tests.Flows;

public sealed class ReplyParserTests
{
    [Theory]
    [InlineData("""{"a": 1.50}""", """{"a": 1.50}""")]
    [InlineData("```json\n[1, 2]\n```", "[1, 2]")]
    [InlineData("Here it is:\n```\n{\"a\": null}\n```\nAnything else?", """{"a": null}""")]
    [InlineData("  \"text\"  ", "\"text\"")]
    public void Json_is_found(string reply, string expected) => Parse(new JsonReplyParser(), reply).ShouldBe(expected);

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("{\"a\": 1} {")]
    [InlineData("")]
    public void What_is_no_json_is_refused(string reply) => Refused(new JsonReplyParser(), reply).ShouldStartWith("the reply is not JSON");

    [Theory]
    [InlineData("only", "The answer is 42.", "42")]
    [InlineData("only", "-3.5e2", "-350")]
    [InlineData("only", "about 1,234,567 people", "1234567")]
    [InlineData("first", "between 3 and 5", "3")]
    [InlineData("last", "between 3 and 5", "5")]
    [InlineData("only", "GPT4o says 7", "7")]
    public void Numbers_are_found(string which, string reply, string expected) => Parse(new NumberReplyParser(which), reply).ShouldBe(expected);

    [Fact]
    public void No_number_and_several_are_refused()
    {
        Refused(new NumberReplyParser("only"), "none").ShouldBe("the reply has no number: none");
        Refused(new NumberReplyParser("only"), "3 or 4").ShouldBe("the reply has 2 numbers, expected one: 3 or 4");
    }

    [Fact]
    public void Regular_expressions_give_their_first_group()
    {
        Parse(new RegexReplyParser("^Answer: (\\w+)", all: false), "Well.\nAnswer: ferry\n").ShouldBe("\"ferry\"");
        Parse(new RegexReplyParser("\\d+", all: true), "1, 22 and 333").ShouldBe("[\"1\",\"22\",\"333\"]");
        Parse(new RegexReplyParser("\\d+", all: true), "none").ShouldBe("[]");
        Refused(new RegexReplyParser("\\d+", all: false), "none").ShouldBe("the reply does not match \\d+: none");
        Should.Throw<ArgumentException>(() => new RegexReplyParser("(", all: false));
        Should.Throw<ArgumentException>(() => new RegexReplyParser("(?=a)", all: false)).Message.ShouldContain("backtracking");
    }

    [Fact]
    public void Lines_lose_their_marks()
    {
        Parse(new LinesReplyParser(keepMarks: false), "1. one\n\n- two\r\n * three \nfour").ShouldBe("[\"one\",\"two\",\"three\",\"four\"]");
        Parse(new LinesReplyParser(keepMarks: true), "1. one\n- two").ShouldBe("[\"1. one\",\"- two\"]");
        Parse(new LinesReplyParser(keepMarks: false), " \n").ShouldBe("[]");
    }

    [Theory]
    [InlineData("yes", "yes")]
    [InlineData(" YES. ", "yes")]
    [InlineData("I would say **no** here", "no")]
    [InlineData("not sure", "not sure")]
    [InlineData("I am not sure about it", "not sure")]
    public void Choices_are_found(string reply, string expected) => Parse(Choice(), reply).ShouldBe($"\"{expected}\"");

    [Fact]
    public void No_choice_and_several_are_refused()
    {
        Refused(Choice(), "yesterday").ShouldBe("the reply is none of yes, no, sure, not sure: yesterday");
        Refused(Choice(), "yes or no").ShouldBe("the reply has yes and no, expected one of them: yes or no");
    }

    private static ChoiceReplyParser Choice() => new(["yes", "no", "sure", "not sure"]);

    private static string Parse(IReplyParser parser, string reply) => parser.Parse(reply).GetRawText();

    private static string Refused(IReplyParser parser, string reply) => Should.Throw<StepException>(() => parser.Parse(reply)).Message;
}
