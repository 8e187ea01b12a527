using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Structured;

public class StructuredReplyTests
{
    public sealed record Answer(string Word, int Count);

    [Fact]
    public async Task A_reply_that_does_not_fit_is_asked_for_again_with_the_reason()
    {
        string[] replies = ["It is 3.", """{"Word":"red","Count":"three"}""", """{"Word":"red","Count":3}"""];
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = request => Misbehaviour.Says(replies[request.Number - 1]) });
        using Backend backend = server.Open();
        (RunRecord run, Node<Answer> node) = await AskAsync(new ChatModel(backend));
        run.Result.ThrowIfFailed();
        run.Result.Get(node).ShouldBe(new Answer("red", 3));
        server.RequestCount.ShouldBe(3);
        JsonElement[] last = [.. server.Requests[2].Body.GetProperty("messages").EnumerateArray()];
        last.Select(message => message.GetProperty("role").GetString()).ShouldBe(["user", "assistant", "user", "assistant", "user"]);
        last[3].GetProperty("content").GetString().ShouldBe(replies[1]);
        last[4].GetProperty("content").GetString().ShouldBe("Your reply does not fit the JSON schema: $.Count: expected integer, found \"three\". Reply again with nothing but JSON that fits it.");
        JsonElement format = server.Requests[0].Body.GetProperty("response_format").GetProperty("json_schema");
        format.GetProperty("name").GetString().ShouldBe("Answer");
        format.GetProperty("strict").GetBoolean().ShouldBeTrue();
        format.GetProperty("schema").GetProperty("properties").GetProperty("Count").GetProperty("type").GetString().ShouldBe("integer");

        // All three were paid for.
        backend.Usage.Requests.ShouldBe(3);
        run.Metered(Meters.TokensOut).ShouldBe(backend.Usage.TokensOut);
    }

    [Fact]
    public async Task After_the_last_try_the_item_fails_with_the_reply()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Reply = prompt => prompt == "good" ? """{"Word":"w","Count":1}""" : new string('x', 1000) });
        using Backend backend = server.Open();
        var model = new ChatModel(backend, new ChatSettings { SchemaAttempts = 2 });
        BatchOperation<Node<string>, Answer> operation = model.CompleteAs<Answer>();
        IReadOnlyList<BatchResult<Answer>> results = await Batches.InvokeAsync(operation, ["good", "bad"]);
        results[0].Value.ShouldBe(new Answer("w", 1));
        BackendException failure = results[1].Failure.ShouldBeOfType<BackendException>();
        failure.Message.ShouldStartWith("openai/m gave no reply that fits the JSON schema in 2 tries: it is not JSON");
        failure.Message.ShouldEndWith(new string('x', 200) + "…");
        server.RequestCount.ShouldBe(3);
    }

    [Theory]
    [InlineData("```json\n{\"Word\":\"w\",\"Count\":1}\n```")]
    [InlineData("  \n```\n{\"Word\":\"w\",\"Count\":1}```\n")]
    [InlineData("{\"Word\":\"w\",\"Count\":1}")]
    public async Task A_fence_of_Markdown_is_taken_off(string reply)
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Reply = _ => reply });
        using Backend backend = server.Open();
        var settings = new ChatSettings { JsonSchema = JsonSchema.Of<Answer>() };
        (await new ChatModel(backend, settings).CompleteAsync("x")).Text.ShouldBe("{\"Word\":\"w\",\"Count\":1}");
    }

    [Fact]
    public async Task A_provider_without_schemas_is_told_in_the_prompt()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Reply = _ => "[1]" });
        using Backend backend = server.Open("openai-completions");
        var settings = new ChatSettings { JsonSchema = JsonSchema.Parse("""{"type":"array"}""") };
        (await new ChatModel(backend, settings).CompleteAsync("count")).Text.ShouldBe("[1]");
        server.Requests[0].Prompts[0].ShouldBe("count\n\nReply with nothing but JSON that fits this JSON schema:\n{\"type\":\"array\"}");
    }

    [Fact]
    public async Task The_template_backend_can_reply_in_JSON()
    {
        using Backend backend = Backend.Open(new BackendSettings { Template = """{"Word":{first_line:json},"Count":{words}}""" });
        var model = new ChatModel(backend);
        (RunRecord run, Node<Answer> node) = await AskAsync(model);

        // The schema stands behind the prompt, for a backend that knows no schemas: its words count too.
        run.Result.Get(node).Word.ShouldBe("what \"colour\"?");
    }

    [Fact]
    public void The_type_and_the_settings_are_part_of_the_key()
    {
        using Backend backend = Backend.Open(new BackendSettings());
        var graph = new TaskGraph();
        Node<string> prompt = graph.Value("p");
        var model = new ChatModel(backend);
        NodeKey plain = graph.Call(model.Complete, prompt).Key;
        graph.Call(new ChatModel(backend).Complete, prompt).Key.ShouldBe(plain);
        NodeKey[] keys =
        [
            plain,
            graph.Call(model.With(new ChatSettings { Seed = 1 }).Complete, prompt).Key,
            graph.Call(model.With(new ChatSettings { System = "s" }).Complete, prompt).Key,
            graph.Call(model.With(new ChatSettings { Stop = ["s"] }).Complete, prompt).Key,
            graph.Call(model.With(new ChatSettings { Temperature = 1 }).Complete, prompt).Key,
            graph.Call(model.With(new ChatSettings { MaxTokens = 1 }).Complete, prompt).Key,
            graph.Call(model.CompleteAs<Answer>(), prompt).Key,
            graph.Call(model.CompleteAs<int>(), prompt).Key,
        ];
        keys.Distinct().Count().ShouldBe(keys.Length);
    }

    private static async Task<(RunRecord Run, Node<Answer> Node)> AskAsync(ChatModel model)
    {
        var graph = new TaskGraph();
        Node<Answer> node = graph.Call(model.CompleteAs<Answer>(), graph.Value("what \"colour\"?"));
        return (await Runs.RunAsync(graph, [node], model.Backend), node);
    }
}
