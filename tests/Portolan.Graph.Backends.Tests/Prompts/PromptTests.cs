using System.Text.Json;
using Portolan.Graph.Backends.Flows;
using Portolan.Graph.Backends.Prompts;
using Portolan.Testing;
using Template = Portolan.Graph.Backends.Prompts.Prompt;

namespace Portolan.Graph.Backends.Tests.Prompts;

public sealed class PromptTests
{
    [Theory]
    [InlineData("{{a}} {{{b}}} {{~d~}}", "a,b,d")]
    [InlineData("{{#each docs}}{{title}} {{this.x}} {{../q}} {{@index}} {{@root.r}}{{else}}{{s}}{{/each}}", "docs,q,r,s")]
    [InlineData("{{#if a}}{{b}}{{else if c}}{{d}}{{else}}{{e}}{{/if}}{{#unless f}}{{/unless}}", "a,b,c,d,e,f")]
    [InlineData("{{#with doc}}{{title}}{{#each parts}}{{../../z}}{{/each}}{{/with}}", "doc,z")]
    [InlineData("{{#each docs as |d i|}}{{d.title}} {{i}} {{@root.d}}{{/each}}", "d,docs")]
    [InlineData("{{lookup list key}} {{json (lookup map \"k\")}} {{doc.title}} {{[odd name]}}", "doc,key,list,map,odd name")]
    [InlineData("\\{{a}} {{! {{ b }} {{!-- {{c}} --}} d", "")]
    [InlineData("no variables { } }} ", "")]
    public void Variables_are_listed(string template, string expected) => string.Join(',', Template.FromText(template).Variables).ShouldBe(expected);

    [Theory]
    [InlineData("a\n{{> footer}}", "prompt, line 2: prompts have no partials")]
    [InlineData("{{#> layout}}{{/layout}}", "prompts have no partials")]
    [InlineData("{{* deco}}", "no decorators")]
    [InlineData("{{{{raw}}}}x{{{{/raw}}}}", "raw blocks")]
    [InlineData("{{&c}}", "write {{c}}")]
    [InlineData("{{log a}}", "there is no helper 'log'")]
    [InlineData("{{shell 'rm' a}}", "there is no helper 'shell'")]
    [InlineData("{{#list}}{{/list}}", "there is no block 'list'")]
    [InlineData("{{^list}}{{/list}}", "write {{#unless …}}")]
    [InlineData("\n\n{{#if a}}", "line 3: {{#if}} is not closed")]
    [InlineData("{{#if a}}{{/each}}", "closes nothing; expected {{/if}}")]
    [InlineData("{{/if}}", "no block is open")]
    [InlineData("{{a", "{{ is not closed")]
    [InlineData("{{}}", "{{}} is empty")]
    [InlineData("{{else}}", "outside of a block")]
    [InlineData("{{../a}}", "goes up 1 times")]
    [InlineData("{{this}}", "stands for all variables at once")]
    [InlineData("{{@secret}}", "there is no @secret")]
    [InlineData("{{json a b}}", "json takes 1 values, found 2")]
    [InlineData("{{lookup (json a}}", "'(' is not closed")]
    [InlineData("{{!-- never", "the comment is not closed")]
    [InlineData("{{if}}", "a word of the template language")]
    public void What_prompts_do_not_have_is_refused_with_its_line(string template, string message) =>
        Should.Throw<FlowException>(() => Template.FromText(template)).Message.ShouldContain(message);

    [Fact]
    public void Values_are_put_in_as_they_are() =>
        Render("{{text}} {{yes}} {{no}} [{{nothing}}] {{zero}} {{pi}} {{big}} {{json list}}", """{"text":"<a> & \"b\"","yes":true,"no":false,"nothing":null,"zero":0,"pi":3.10,"big":12345678901234567890,"list":[1,"a",null,{"b":true}]}""")
            .ShouldBe("<a> & \"b\" true false [] 0 3.10 12345678901234567890 [1,\"a\",null,{\"b\":true}]");

    [Fact]
    public void Blocks_and_white_space_are_those_of_Handlebars() =>
        Render("A\n{{#each list}}\n- {{@index}} {{this}}\n{{/each}}\n{{#if empty}}x{{else if one}}y{{else}}z{{/if}}{{#unless zero}}!{{/unless}}", """{"list":["p","q"],"empty":[],"one":1,"zero":0}""")
            .ShouldBe("A\n- 0 p\n- 1 q\ny!");

    [Fact]
    public void A_field_that_a_value_does_not_have_is_an_error_when_it_is_rendered() =>
        Should.Throw<FlowException>(() => Render("{{doc.title}}", """{"doc":{}}""")).Message.ShouldContain("title");

    [Fact]
    public void Missing_and_unknown_variables_are_errors_when_the_graph_is_built()
    {
        var graph = new TaskGraph();
        var prompt = Template.FromText("{{question}} {{context}}", "ask");
        Should.Throw<ArgumentException>(() => prompt.Render(graph, new { question = "a" })).Message.ShouldBe("prompt ask needs the variable 'context', which was not given");
        Should.Throw<ArgumentException>(() => prompt.Render(graph, new { question = "a", context = "b", contxt = "c" })).Message
            .ShouldBe("prompt ask has no variable 'contxt'; it has context, question");
        graph.Nodes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nodes_can_be_variables()
    {
        using Backend backend = Backend.Open(new BackendSettings { Template = "<{prompt}>" });
        var model = new ChatModel(backend);
        var graph = new TaskGraph();
        var ask = Template.FromText("Q: {{question}}");
        Node<Completion> first = graph.Call(model.Complete, ask.Render(graph, new { question = "why" }));
        var check = Template.FromText("{{answer.Text}} after {{n}}");
        Node<string> second = check.Render(graph, new { answer = first, n = 1 });
        RunRecord run = await Runs.RunAsync(graph, [second], backend);
        run.Result.Get(second).ShouldBe("<Q: why> after 1");
    }

    [Fact]
    public void Equal_texts_have_equal_keys_whatever_made_them()
    {
        var graph = new TaskGraph();
        Node<string> one = Template.FromText("a {{b}}").Render(graph, new { b = "c" });
        Node<string> other = Template.FromText("{{a}} c").Render(graph, new Dictionary<string, object> { ["a"] = "a" });
        one.Key.ShouldBe(other.Key);
        one.Key.ShouldBe(graph.Value("a c").Key);
    }

    [Fact]
    public void Files_are_read_as_UTF8_without_their_last_line_feed()
    {
        using var folder = new TemporaryFolder();
        Template prompt = Template.FromFile(folder.Write("p.hbs", "\uFEFFGrüße\r\n{{a}}\n"));
        prompt.Template.ShouldBe("Grüße\n{{a}}");
        prompt.CountTokens().ShouldBe(4);
        string bad = folder.Write("bad.hbs", [0x61, 0xff, 0x62]);
        Should.Throw<FlowException>(() => Template.FromFile(bad)).Message.ShouldBe($"{bad}: the template is not UTF-8 at byte 1");
        string broken = folder.Write("broken.hbs", "x\n{{#if a}}\n");
        Should.Throw<FlowException>(() => Template.FromFile(broken)).Message.ShouldBe($"{broken}, line 2: {{{{#if}}}} is not closed; expected {{{{/if}}}}");
        Should.Throw<FileNotFoundException>(() => Template.FromFile(folder.File("none.hbs")));
        string large = folder.Write("large.hbs", new byte[(Template.MaxLength * 4) + 1]);
        Should.Throw<FlowException>(() => Template.FromFile(large)).Message.ShouldContain("expected at most");
    }

    [Fact]
    public void Damaged_templates_are_refused_in_words() => Mutations.Run(
        "{{#each docs as |d|}}{{title}} {{../q}} {{json (lookup a 'b')}}{{else}}{{!-- c --}}{{/each}}{{#if a.b}}{{~x~}}{{/if}} \\{{ {{{y}}}", 300, data => Template.Fuzz(data));

    private static string Render(string template, string values) =>
        Template.FromText(template).Render(JsonElement.Parse(values).EnumerateObject().ToDictionary(value => value.Name, value => value.Value));
}
