using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Providers;

public class CohereTests
{
    [Fact]
    public async Task A_chat_speaks_version_2_and_counts_what_is_billed()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open("cohere");
        var settings = new ChatSettings { System = "s", Temperature = 0.5, TopP = 0.25, MaxTokens = 9, Seed = 1, Stop = ["x"] };
        (await new ChatModel(backend, settings).CompleteAsync("so much")).ShouldBe(new Completion("re: so much", "stop", 3, 3, "m"));
        server.Requests[0].Path.ShouldBe("/v2/chat");
        JsonSerializer.Serialize(server.Requests[0].Body).ShouldBe(
            """{"model":"m","stream":false,"messages":[{"role":"system","content":"s"},{"role":"user","content":"so much"}],"temperature":0.5,"p":0.25,"max_tokens":9,"seed":1,"stop_sequences":["x"]}""");
    }

    [Theory]
    [InlineData("cohere")]
    [InlineData("cohere-generate")]
    public async Task Streams_come_in_pieces(string provider)
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open(provider);
        var pieces = new List<string>();
        await foreach (string piece in new ChatModel(backend).StreamAsync("so much"))
        {
            pieces.Add(piece);
        }

        pieces.ShouldBe(["re:", " so", " much"]);
        backend.Usage.ShouldBe(new Usage(1, 0, 2, 3, null, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Generate_continues_one_text()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open("cohere-generate");
        (await new ChatModel(backend).CompleteAsync("so much")).ShouldBe(new Completion("re: so much", "stop", 2, 3, "m"));
        (server.Requests[0].Path, server.Requests[0].Body.GetProperty("prompt").GetString()).ShouldBe(("/v1/generate", "so much"));
    }

    [Fact]
    public async Task Embeddings_say_what_they_are_for()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open("cohere");
        IReadOnlyList<BatchResult<float[]>> vectors = await Batches.InvokeAsync(
            new EmbeddingModel(backend, new EmbeddingSettings { Purpose = "search_query" }).Embed, ["a", "b"]);
        vectors.Select(one => one.Value).ShouldBe([OpenAiServer.VectorOf("a"), OpenAiServer.VectorOf("b")]);
        JsonSerializer.Serialize(server.Requests[0].Body).ShouldBe("""{"model":"m","input_type":"search_query","texts":["a","b"],"embedding_types":["float"]}""");
        await Batches.InvokeAsync(new EmbeddingModel(backend).Embed, ["a"]);
        server.Requests[1].Body.GetProperty("input_type").GetString().ShouldBe("search_document");
    }

    [Fact]
    public async Task A_schema_is_sent_as_the_reply_format()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Reply = _ => "[1]" });
        using Backend backend = server.Open("cohere");
        await new ChatModel(backend, new ChatSettings { JsonSchema = JsonSchema.Parse("""{"type":"array"}""") }).CompleteAsync("x");
        JsonSerializer.Serialize(server.Requests[0].Body.GetProperty("response_format")).ShouldBe("""{"type":"json_object","json_schema":{"type":"array"}}""");
    }

    [Fact]
    public async Task Messages_of_errors_are_read()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Misbehaviour.Status(429, "slow down") });
        using Backend backend = server.Open("cohere", Servers.Quick with { MaxAttempts = 2 });
        BackendException failed = await Should.ThrowAsync<BackendException>(() => new ChatModel(backend).CompleteAsync("x"));
        (failed.Status, failed.IsTransient).ShouldBe((429, true));
        failed.Message.ShouldBe("cohere/m answered 429: slow down");
        server.RequestCount.ShouldBe(2);
    }
}
