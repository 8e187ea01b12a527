using System.Text;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.UsageReports;

public class PriceTableTests
{
    private const string Yaml = """
        # USD per million tokens
        models:
          gpt-4o-mini: { input: 0.15, output: 0.60, batch_input: 0.075, batch_output: 0.30 }
          gpt-4o*: { input: 2.5, output: 10 }
          "gpt-*": { input: 9, output: 9 }
          "*-local": { input: 0, output: 0 }
          "openai/gpt-4o": { input: 7, output: 7 }
          "a*b*c": { input: 3, output: 3 }
        """;

    [Theory]
    [InlineData("gpt-4o-mini", 0.15)]
    [InlineData("gpt-4o", 2.5)]
    [InlineData("gpt-4o-2024-08-06", 2.5)]
    [InlineData("gpt-5", 9.0)]
    [InlineData("x-local", 0.0)]
    [InlineData("abc", 3.0)]
    [InlineData("a-b-c", 3.0)]
    [InlineData("acb", null)]
    [InlineData("ab", null)]
    [InlineData("claude", null)]
    [InlineData("", null)]
    public void The_exact_name_wins_then_the_most_special_pattern(string name, double? input) =>
        PriceTable.Parse(Yaml).Find(name)?.Input.ShouldBe((decimal)input!.Value);

    [Fact]
    public void The_backends_name_is_asked_before_the_models() => PriceTable.Parse(Yaml).Find("openai/gpt-4o", "gpt-4o")!.Input.ShouldBe(7);

    [Fact]
    public void Costs_are_exact_decimal_amounts()
    {
        ModelPrice price = PriceTable.Parse(Yaml).Find("gpt-4o-mini")!;
        price.CostOf(1, 1).ShouldBe(0.00000075m);
        price.CostOf(3_000_000, 1_000_000).ShouldBe(1.05m);
        (price.BatchInput, price.BatchOutput).ShouldBe((0.075m, 0.30m));
    }

    [Fact]
    public void Json_is_read_as_well() =>
        PriceTable.Parse("""{"models": {"m": {"input": 1.5, "output": 2}}}""").Find("m").ShouldBe(new ModelPrice(1.5m, 2));

    [Theory]
    [InlineData("models: [1]", "prices, line 1: expected a mapping of names of models")]
    [InlineData("prices: {}", "prices, line 1: expected models, found prices")]
    [InlineData("models:\n  m: { input: 1 }", "prices, line 2: the model m has no output price")]
    [InlineData("models:\n  m: { output: 1 }", "prices, line 2: the model m has no input price")]
    [InlineData("models:\n  m: { input: -1, output: 1 }", "prices, line 2: expected USD per million tokens, such as 0.15, found -1")]
    [InlineData("models:\n  m: { input: 1, output: 1e9 }", "prices, line 2: expected USD per million tokens")]
    [InlineData("models:\n  m: { input: 1, output: 1, cached: 1 }", "prices, line 2: expected input, output, batch_input or batch_output, found cached")]
    [InlineData("models: {", "prices, line 2")]
    [InlineData("[[[[[[[[[[[[[[[[[", "prices, line 1: nested more than 16 deep")]
    [InlineData("", "prices: expected one document")]
    public void What_is_no_price_table_is_refused_with_its_line(string yaml, string message) =>
        Should.Throw<BackendException>(() => PriceTable.Parse(yaml)).Message.ShouldContain(message);

    [Fact]
    public void The_example_file_in_the_documentation_can_be_read() =>
        PriceTable.Load(Repository.PathOf("docs/guide/prices.example.yaml")).Find("local/llama").ShouldBe(new ModelPrice(0, 0));

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Should.Throw<BackendException>(() => PriceTable.Load("/no/such/prices.yaml")).Message.ShouldContain("/no/such/prices.yaml");

    [Fact]
    public void Mutated_tables_are_read_or_refused()
    {
        var random = new Random(5);
        for (int round = 0; round < 2000; round++)
        {
            PriceTable.Fuzz(Mutation.Of(Encoding.UTF8.GetBytes(Yaml), random));
        }
    }

    [Theory]
    [InlineData("", 0.0)]
    [InlineData("a", 1)]
    [InlineData("abcd", 1)]
    [InlineData("abcde", 2)]
    [InlineData("éé", 1)]
    [InlineData("ééé", 2)]
    public void The_estimate_is_a_token_for_four_bytes(string text, long tokens) => ByteTokenCounter.Instance.Count(text).ShouldBe(tokens);
}
