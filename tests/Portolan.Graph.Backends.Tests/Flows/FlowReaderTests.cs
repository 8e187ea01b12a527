using Portolan.Graph.Backends.Flows;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Flows;

public sealed class FlowReaderTests
{
    private const string Sound =
        """
        name: sound
        fields: [id, text, note?]
        variables: {style: short, n: 3}
        backends:
          model: {provider: template, template: "{prompt}", concurrency: 2, timeout: 30s, price: {input: 1, output: 2.5}}
        steps:
          - name: ask
            prompt: "{{text}} {{style}}"
          - name: reply
            complete: {backend: model, prompt: ask, temperature: 0}
          - name: keep
            filter: length(reply) > n and note == null
          - write: [id, reply, {other: reply}]
        """;

    [Fact]
    public void A_flow_is_read()
    {
        Flow flow = Flow.Parse(Sound, "sound.yaml");
        flow.Name.ShouldBe("sound");
        flow.StepNames.ShouldBe(["ask", "reply", "keep", "write"]);
        FlowBackend backend = flow.Backends.ShouldHaveSingleItem();
        (backend.Name, backend.Settings.Limits.Concurrency, backend.Settings.Limits.Timeout).ShouldBe(("model", 2, TimeSpan.FromSeconds(30)));
        backend.Price.ShouldBe(new ModelPrice(1, 2.5m));
    }

    [Theory]
    [InlineData("name: sound", "nam: sound", "line 1: a flow has no setting 'nam'", "did you mean 'name'?")]
    [InlineData("name: sound\n", "", "a flow: 'name' is missing", null)]
    [InlineData("fields: [id, text, note?]", "fields: [id, text, note?, id]", "line 2: 'id' is there twice; fields, variables and steps need different names", null)]
    [InlineData("fields: [id, text, note?]", "fields: [id, text, note?, item]", "line 2: 'item' has a meaning of its own and cannot be the name of a field", null)]
    [InlineData("fields: [id, text, note?]", "fields: [id, text, note?, 'a b']", "line 2: 'a b' is no name for a field: expected letters, digits, '_' and '-', the first a letter", null)]
    [InlineData("provider: template", "provder: template", "line 5: backend model has no setting 'provder'", "did you mean 'provider'?")]
    [InlineData("timeout: 30s", "timeout: 30", "line 5: backend model: timeout is '30', expected a time with its unit, such as 500ms, 30s or 2m", null)]
    [InlineData("concurrency: 2", "concurrency: 0", "line 5: backend model: concurrency is '0', expected a whole number from 1 to 10000", null)]
    [InlineData("concurrency: 2", "concurency: 2", "line 5: backend model has no setting 'concurency'; it has", "did you mean 'concurrency'?")]
    [InlineData("price: {input: 1, output: 2.5}", "price: {input: 1}", "backend model: price: 'output' is missing", null)]
    [InlineData("{{text}}", "{{txt}}", "line 7: step ask: there is no 'txt' here; there are id, text, note, style, n", "did you mean 'text'?")]
    [InlineData("{{text}}", "{{#if text}}", "line 8: {{#if}} is not closed; expected {{/if}}", null)]
    [InlineData("prompt: ask", "prompt: reply", "line 9: step reply: there is no 'reply' here", null)]
    [InlineData("backend: model", "backend: modl", "line 10: step reply: backend is 'modl', expected model", "did you mean 'model'?")]
    [InlineData("temperature: 0", "temperature: hot", "line 10: step reply: temperature is 'hot', expected a number from 0 to 100", null)]
    [InlineData("complete:", "complet:", "line 10: a step: there is no step 'complet'; there are prompt, complete, embed, parse, filter, score, write", "did you mean 'complete'?")]
    [InlineData("length(reply) > n", "length(reply > n", "line 12: step keep: the expression ends where ')' is expected", null)]
    [InlineData("filter: length(reply) > n and note == null", "filter: item == 1", "line 11: step keep: there is no 'item' here", "'item' exists in steps with 'for-each'")]
    [InlineData("  - write: [id, reply, {other: reply}]", "  - name: z\n    prompt: x", "line 13: the last step must be 'write'", null)]
    [InlineData("  - write: [id, reply, {other: reply}]", "  - write: [id]\n  - write: [id]", "line 13: 'write' must be the last step", null)]
    [InlineData("{other: reply}", "reply", "line 13: write: the field 'reply' is there twice", "give one of them another name: {other-name: reply}")]
    [InlineData("{other: reply}", "{other: [reply]}", "line 13: write: expected a name or 'name: path'", null)]
    [InlineData("  - write: [id, reply, {other: reply}]", "  - name: idle\n    parse: {from: reply, as: lines}\n  - write: [id]", "line 13: nothing uses step 'idle', so it would never run", null)]
    [InlineData("  - write: [id, reply, {other: reply}]", "  - name: p\n    parse: {from: reply, as: regex, pattern: '('}\n  - write: [p]", "line 14: step p: pattern is '(', expected a regular expression", null)]
    [InlineData("  - write: [id, reply, {other: reply}]", "  - name: p\n    parse: {from: reply, as: choice, choices: [a]}\n  - write: [p]", "line 14: step p: 'choices' must be a list of two or more different words", null)]
    [InlineData("  - write: [id, reply, {other: reply}]", "  - name: p\n    score: {of: reply, reference: id, by: f2}\n  - write: [p]", "line 14: step p: by is 'f2', expected exact-match or contains or token-f1 or edit-similarity or number", null)]
    [InlineData("temperature: 0", "schema: {type: strange}", "line 10: step reply:", null)]
    [InlineData("name: sound", "name: *a", "", null)]
    public void What_a_flow_does_not_have_is_an_error_with_its_line(string sound, string broken, string message, string? hint)
    {
        FlowException e = Should.Throw<FlowException>(() => Flow.Parse(Sound.Replace(sound, broken, StringComparison.Ordinal), "f.yaml"));
        e.Message.ShouldStartWith("f.yaml");
        e.Message.ShouldContain(message);
        if (hint is not null)
        {
            e.Hint.ShouldBe(hint);
        }
    }

    [Fact]
    public void Values_are_set_over_the_file()
    {
        Flow flow = Flow.Parse(Sound, "f.yaml", "style=long", "backends.model.model=big", "backends.model.concurrency=9", "steps.reply.max-tokens=7");
        flow.Variables["style"].GetString().ShouldBe("long");
        flow.Backends[0].Settings.Model.ShouldBe("big");
        flow.Backends[0].Settings.Limits.Concurrency.ShouldBe(9);
        ((CompleteStep)flow.Steps[1]).Settings.MaxTokens.ShouldBe(7);
        Flow.Parse(Sound, "f.yaml", "n=4").Variables["n"].GetInt32().ShouldBe(4);
    }

    [Theory]
    [InlineData("style", "--set: 'style' sets nothing, expected name=value")]
    [InlineData("stile=long", "--set: the flow has no variable 'stile'; it has style, n")]
    [InlineData("backends.other.model=x", "--set: 'backends.other.model' sets nothing: the flow has no 'other' with settings")]
    [InlineData("steps.reply.max-tokns=7", "--set: step reply has no setting 'max-tokns'")]
    [InlineData("steps.reply.max-tokens=many", "--set: step reply: max-tokens is 'many', expected a whole number")]
    public void Values_that_cannot_be_set_are_errors(string assignment, string message) =>
        Should.Throw<FlowException>(() => Flow.Parse(Sound, "f.yaml", assignment)).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("a: [", "not valid YAML")]
    [InlineData("- 1", "expected one mapping")]
    [InlineData("", "expected one mapping")]
    [InlineData("a: &x 1\nb: *x", "line 2: a flow cannot refer to an anchor")]
    public void What_is_no_yaml_is_refused(string yaml, string message) =>
        Should.Throw<FlowException>(() => Flow.Parse(yaml, "f.yaml")).Message.ShouldContain(message);

    [Fact]
    public void Size_and_depth_are_bounded()
    {
        Should.Throw<FlowException>(() => Flow.Parse(new string('#', (1 << 20) + 1), "f.yaml")).Message.ShouldContain("expected at most 1048576");
        Should.Throw<FlowException>(() => Flow.Parse(string.Concat(Enumerable.Repeat("{a: ", 60)), "f.yaml")).Message.ShouldContain("nested more than 32 deep");
    }

    [Fact]
    public void Templates_and_schemas_may_be_files_beside_the_flow()
    {
        using var folder = new TemporaryFolder();
        folder.Write("ask.hbs", "{{text}}?\n");
        folder.Write("schema.json", """{"type": "object", "properties": {"a": {"type": "number"}}}""");
        string yaml = Sound.Replace("prompt: \"{{text}} {{style}}\"", "prompt: {file: ask.hbs}", StringComparison.Ordinal).Replace("temperature: 0", "schema-file: schema.json", StringComparison.Ordinal);
        string path = folder.Write("f.yaml", yaml);
        Flow flow = Flow.Load(path);
        ((PromptStep)flow.Steps[0]).Prompt.Template.ShouldBe("{{text}}?");
        ((CompleteStep)flow.Steps[1]).Settings.JsonSchema.ShouldNotBeNull();
        folder.Write("schema.json", "{");
        Should.Throw<FlowException>(() => Flow.Load(path)).Message.ShouldContain("is not JSON");
        File.Delete(folder.File("ask.hbs"));
        Should.Throw<FileNotFoundException>(() => Flow.Load(path));
    }

    [Fact]
    public void Damaged_flows_are_refused_in_words() => Mutations.Run(Sound, 1500, data => Flow.Fuzz(data));
}
