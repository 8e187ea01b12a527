using System.Text;

namespace Portolan.Graph.Backends.Tests.Structured;

public class JsonSchemaTests
{
    public enum Mood
    {
        Glad,
        Sad,
    }

    public sealed record Review(string Title, int Stars, Mood Mood, string? Note, IReadOnlyList<string> Tags, Review? Inner = null);

    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\"", null)]
    [InlineData("""{"type":"string"}""", "1", "$: expected string, found 1")]
    [InlineData("""{"type":["string","null"]}""", "null", null)]
    [InlineData("""{"type":["string","null"]}""", "{}", "$: expected null or string, found an object")]
    [InlineData("""{"type":"integer"}""", "1.0", null)]
    [InlineData("""{"type":"integer"}""", "1.5", "$: expected integer, found 1.5")]
    [InlineData("""{"type":"number"}""", "1", null)]
    [InlineData("""{"type":"number"}""", "1e999", "$: 1e999 is beyond every number of 64 bits")]
    [InlineData("""{"type":"boolean"}""", "true", null)]
    [InlineData("""{"minimum":1,"maximum":5}""", "5", null)]
    [InlineData("""{"minimum":1,"maximum":5}""", "6", "$: expected at most 5, found 6")]
    [InlineData("""{"exclusiveMinimum":1}""", "1", "$: expected more than 1, found 1")]
    [InlineData("""{"exclusiveMaximum":1.5}""", "1.5", "$: expected less than 1.5, found 1.5")]
    [InlineData("""{"enum":["a",1,null]}""", "null", null)]
    [InlineData("""{"enum":["a",1,null]}""", "\"b\"", "$: expected one of \"a\", 1, null, found \"b\"")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1.0]}""", null)]
    [InlineData("""{"const":1}""", "2", "$: expected 1, found 2")]
    [InlineData("""{"minLength":2,"maxLength":2}""", "\"\\ud83d\\ude00\\ud83d\\ude00\"", null)]
    [InlineData("""{"minLength":2}""", "\"\\ud83d\\ude00\"", "$: expected at least 2 characters, found 1")]
    [InlineData("""{"pattern":"^a+$"}""", "\"aa\"", null)]
    [InlineData("""{"pattern":"^a+$"}""", "\"ab\"", "$: \"ab\" does not match the pattern ^a+$")]
    [InlineData("""{"format":"date"}""", "\"2024-02-30\"", "$: \"2024-02-30\" is no date")]
    [InlineData("""{"format":"date-time"}""", "\"2024-05-18T12:00:00Z\"", null)]
    [InlineData("""{"format":"uuid"}""", "\"8f14e45f-ceea-467f-a3b5-0d1f3a4c9d2e\"", null)]
    [InlineData("""{"items":{"type":"integer"},"minItems":1,"maxItems":2}""", "[1,2]", null)]
    [InlineData("""{"items":{"type":"integer"},"minItems":1,"maxItems":2}""", "[]", "$: expected 1 to 2 items, found 0")]
    [InlineData("""{"items":{"type":"integer"}}""", "[1,\"x\"]", "$[1]: expected integer, found \"x\"")]
    [InlineData("""{"required":["a"]}""", "{}", "$: the property \"a\" is missing")]
    [InlineData("""{"required":["a"]}""", "[]", null)]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":1}""", "$.a: expected string, found 1")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"a":1,"b":2}""", "$.b: this property is not allowed")]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"b":"x"}""", "$.b: expected integer, found \"x\"")]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":3,"type":"integer"}]}""", "4", null)]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":3,"type":"integer"}]}""", "2", "$: fits none of 2 alternatives ($: expected string, found 2; $: expected at least 3, found 2)")]
    [InlineData("""{"$ref":"#/$defs/a~1b%25","$defs":{"a/b%":{"type":"integer"}}}""", "\"x\"", "$: expected integer, found \"x\"")]
    [InlineData("""{"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false}""", """{"next":{"next":{"x":1}}}""", "$.next.next.x: this property is not allowed")]
    [InlineData("""{"$ref":"#"}""", "1", "$: the schema's references lead in a circle")]
    [InlineData("false", "1", "$: nothing is allowed here")]
    [InlineData("true", "[1,{}]", null)]
    [InlineData("""{"title":"t","description":"d","default":1,"examples":[]}""", "1", null)]
    [InlineData("true", "{\"a\":1", "it is not JSON")]
    [InlineData("true", """{"a":1,"a":2}""", "it is not JSON")]
    public void A_value_fits_or_the_place_and_the_reason_are_named(string schema, string value, string? problem)
    {
        string? found = JsonSchema.Parse(schema).ProblemOf(value);
        if (problem is null)
        {
            found.ShouldBeNull();
        }
        else
        {
            found.ShouldNotBeNull().ShouldStartWith(problem);
        }
    }

    [Theory]
    [InlineData("""{"oneOf":[true]}""", "#/oneOf: the keyword oneOf is not supported")]
    [InlineData("""{"properties":{"a":{"not":{}}}}""", "#/properties/a/not: the keyword not is not supported")]
    [InlineData("""{"type":"text"}""", "the type text is not known")]
    [InlineData("""{"format":"hostname"}""", "the format hostname is not supported")]
    [InlineData("""{"pattern":"(a)\\1"}""", "the pattern (a)\\1 is not supported")]
    [InlineData("""{"pattern":"("}""", "the pattern ( is not supported")]
    [InlineData("""{"$ref":"other.json"}""", "leads out of the schema")]
    [InlineData("""{"$ref":"#/$defs/a"}""", "leads nowhere")]
    [InlineData("""{"minLength":-1}""", "expected a whole number of 0 or more")]
    [InlineData("""{"minLength":1.5}""", "expected a whole number of 0 or more")]
    [InlineData("""{"minimum":"1"}""", "expected a number")]
    [InlineData("""{"enum":[]}""", "expected an array with at least one value")]
    [InlineData("""{"enum":[1],"const":2}""", "no value is allowed")]
    [InlineData("""{"properties":[]}""", "expected an object, found Array")]
    [InlineData("""{"required":[1]}""", "expected a string, found Number")]
    [InlineData("1", "expected an object or a Boolean, found Number")]
    [InlineData("{", "is not JSON")]
    public void What_cannot_be_checked_is_refused_when_the_schema_is_read(string schema, string message) =>
        Should.Throw<BackendException>(() => JsonSchema.Parse(schema)).Message.ShouldContain(message);

    [Fact]
    public void A_type_gives_a_schema_that_its_own_values_fit()
    {
        JsonSchema schema = JsonSchema.Of<Review>();
        schema.Name.ShouldBe("Review");
        schema.ProblemOf("""{"Title":"t","Stars":3,"Mood":"Sad","Note":null,"Tags":["a"],"Inner":{"Title":"u","Stars":1,"Mood":"Glad","Note":"n","Tags":[]}}""").ShouldBeNull();
        schema.ProblemOf("""{"Title":"t","Stars":3,"Mood":"Sad","Note":null}""").ShouldBe("$: the property \"Tags\" is missing");
        schema.ProblemOf("""{"Title":null,"Stars":3,"Mood":"Sad","Note":null,"Tags":[]}""").ShouldBe("$.Title: expected string, found null");
        schema.ProblemOf("""{"Title":"t","Stars":3,"Mood":"Angry","Note":null,"Tags":[]}""").ShouldBe("$.Mood: expected one of \"Glad\", \"Sad\", found \"Angry\"");
        schema.ProblemOf("""{"Title":"t","Stars":3,"Mood":"Sad","Note":null,"Tags":[],"Inner":{"Stars":1}}""").ShouldNotBeNull().ShouldStartWith("$.Inner: the property ");
        schema.ProblemOf("""{"Title":"t","Stars":3,"Mood":"Sad","Note":null,"Tags":[],"More":1}""").ShouldBe("$.More: this property is not allowed");
    }

    [Fact]
    public void Types_of_the_framework_have_schemas()
    {
        JsonSchema.Of<DateTimeOffset>().ProblemOf("\"2024-05-18T12:00:00+00:00\"").ShouldBeNull();
        JsonSchema.Of<Guid>().ProblemOf("\"x\"").ShouldBe("$: \"x\" is no uuid");
        JsonSchema.Of<Dictionary<string, double>>().ProblemOf("""{"a":1.5,"b":"x"}""").ShouldBe("$.b: expected number, found \"x\"");
        JsonSchema.Of<TimeSpan>().ProblemOf("\"soon\"").ShouldNotBeNull();
        JsonSchema.Of<int?>().ProblemOf("null").ShouldBeNull();
    }

    [Fact]
    public void A_hostile_pattern_does_not_run_for_long()
    {
        JsonSchema schema = JsonSchema.Parse("""{"pattern":"^(a+)+$"}""");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        schema.ProblemOf($"\"{new string('a', 5000)}!\"").ShouldNotBeNull();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Mutated_schemas_are_read_or_refused()
    {
        byte[] original = Encoding.UTF8.GetBytes(JsonSchema.Of<Review>().ToString());
        var random = new Random(3);
        for (int round = 0; round < 3000; round++)
        {
            JsonSchema.Fuzz(Mutation.Of(original, random));
        }
    }
}
