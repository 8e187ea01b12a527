using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Providers;

public class OpenAiTests
{
    [Fact]
    public async Task A_chat_sends_settings_in_the_protocols_words_and_reads_text_and_usage()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open();
        var settings = new ChatSettings { System = "be terse", Temperature = 0.5, TopP = 0.25, MaxTokens = 7, Seed = 42, Stop = ["\n", "END"] };
        Completion completion = await new ChatModel(backend, settings).CompleteAsync("so much depends");
        completion.ShouldBe(new Completion("re: so much depends", "stop", 5, 4, "m"));
        server.Requests.Count.ShouldBe(1);
        server.Requests[0].Path.ShouldBe("/v1/chat/completions");
        JsonSerializer.Serialize(server.Requests[0].Body).ShouldBe(
            """{"model":"m","messages":[{"role":"system","content":"be terse"},{"role":"user","content":"so much depends"}],"temperature":0.5,"top_p":0.25,"max_tokens":7,"seed":42,"stop":["\n","END"]}""");
        server.Requests[0].Authorization.ShouldBeNull("no key is sent to a server of one's own unless its variable is named");
        backend.Usage.ShouldBe(new Usage(1, 0, 5, 4, null, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Completions_take_all_prompts_of_a_batch_in_one_request_and_order_replies_by_index()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open("openai-completions");
        var eager = new ChatModel(backend, new ChatSettings { System = "s" });
        string[] prompts = ["a", "b b", "c"];
        IReadOnlyList<BatchResult<Completion>> results = await Batches.InvokeAsync(eager.Complete, prompts);
        results.Select(one => one.Value.Text).ShouldBe(["re: s\n\na", "re: s\n\nb b", "re: s\n\nc"]);
        server.RequestCount.ShouldBe(1);
        server.Requests[0].Path.ShouldBe("/v1/completions");

        // What the server counted, as a sum: 7 words of prompts, 10 of replies.
        backend.Usage.ShouldBe(new Usage(1, 0, 7, 10, null, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task What_shares_a_request_changes_no_result()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open("openai-completions");
        var model = new ChatModel(backend);
        IReadOnlyList<BatchResult<Completion>> together = await Batches.InvokeAsync(model.Complete, ["one prompt", "another, longer prompt"]);
        (await model.CompleteAsync("one prompt")).ShouldBe(together[0].Value);
        (await model.CompleteAsync("another, longer prompt")).ShouldBe(together[1].Value);
    }

    [Fact]
    public async Task Embeddings_of_a_batch_share_a_request_and_keep_their_order()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open();
        IReadOnlyList<BatchResult<float[]>> vectors = await Batches.InvokeAsync(new EmbeddingModel(backend).Embed, ["a", "b", "c"]);
        vectors.Select(one => one.Value).ShouldBe([OpenAiServer.VectorOf("a"), OpenAiServer.VectorOf("b"), OpenAiServer.VectorOf("c")]);
        server.RequestCount.ShouldBe(1);
        vectors = await Batches.InvokeAsync(new EmbeddingModel(backend, new EmbeddingSettings { Dimensions = 3 }).Embed, ["a"]);
        vectors[0].Value.ShouldBe(OpenAiServer.VectorOf("a", 3));
        JsonSerializer.Serialize(server.Requests[1].Body).ShouldBe("""{"model":"m","input":["a"],"encoding_format":"float","dimensions":3}""");
    }

    [Fact]
    public async Task A_streamed_reply_comes_in_pieces_within_limits_and_metering()
    {
        using var server = new OpenAiServer();
        using Backend backend = server.Open();
        var pieces = new List<string>();
        await foreach (string piece in new ChatModel(backend).StreamAsync("so much"))
        {
            pieces.Add(piece);
        }

        pieces.ShouldBe(["re:", " so", " much"]);
        backend.Usage.ShouldBe(new Usage(1, 0, 2, 3, null, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_stream_is_tried_again_before_its_first_piece()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = Servers.FirstTimes(2, Misbehaviour.Status(503)) });
        using Backend backend = server.Open();
        string text = "";
        await foreach (string piece in new ChatModel(backend).StreamAsync("so much"))
        {
            text += piece;
        }

        text.ShouldBe("re: so much");
        (backend.Usage.Requests, backend.Usage.Retries).ShouldBe((3, 2));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_throws_after_its_pieces()
    {
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Misbehaviour.Half, Reply = _ => string.Join(' ', Enumerable.Repeat("word", 50)) });
        using Backend backend = server.Open();
        int pieces = 0;
        BackendException broken = await Should.ThrowAsync<BackendException>(async () =>
        {
            await foreach (string _ in new ChatModel(backend).StreamAsync("x"))
            {
                pieces++;
            }
        });
        broken.IsTransient.ShouldBeTrue();
        pieces.ShouldBeInRange(1, 49);
        server.RequestCount.ShouldBe(1);
        backend.Usage.TokensOut.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(null, "/openai/v1/chat/completions", "")]
    [InlineData("2024-10-21", "/openai/deployments/m/chat/completions", "?api-version=2024-10-21")]
    public async Task Azure_has_its_own_addresses_and_its_own_header(string? version, string path, string query)
    {
        const string variable = "PORTOLAN_TEST_AZURE_KEY";
        Environment.SetEnvironmentVariable(variable, "azure-secret");
        using var server = new OpenAiServer(new OpenAiServerOptions { Key = "azure-secret" });
        using Backend backend = Backend.Open(new BackendSettings { Provider = "azure", Model = "m", Address = server.Root, ApiVersion = version, KeyVariable = variable });
        (await new ChatModel(backend, new ChatSettings { MaxTokens = 3 }).CompleteAsync("x")).Text.ShouldBe("re: x");
        (server.Requests[0].Path, server.Requests[0].Query, server.Requests[0].Authorization).ShouldBe((path, query, "azure-secret"));
        server.Requests[0].Body.GetProperty("max_completion_tokens").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_refusal_is_a_reply_that_says_so()
    {
        const string body = """{"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I will not"},"finish_reason":"stop"}]}""";
        using var server = new OpenAiServer(new OpenAiServerOptions { Misbehave = _ => Misbehaviour.Json(body) });
        using Backend backend = server.Open();
        Completion completion = await new ChatModel(backend).CompleteAsync("12345678");

        // The reply reports no usage, so it is estimated: a token for four bytes.
        completion.ShouldBe(new Completion("I will not", "refusal", 2, 3, "m"));
    }

    [Theory]
    [InlineData("http://user:secret@127.0.0.1/v1")]
    [InlineData("http://127.0.0.1/v1?key=secret")]
    [InlineData("file:///etc/passwd")]
    public void Addresses_that_carry_keys_or_are_no_web_addresses_are_refused(string address)
    {
        var settings = new BackendSettings { Provider = "openai", Model = "m", Address = new Uri(address) };
        Should.Throw<BackendException>(() => Backend.Open(settings)).Message.ShouldNotContain("secret");
    }

    [Fact]
    public void A_missing_key_is_an_error_that_names_its_variable()
    {
        var settings = new BackendSettings { Provider = "openai", Model = "m", KeyVariable = "PORTOLAN_TEST_NO_SUCH_KEY" };
        Should.Throw<BackendException>(() => Backend.Open(settings)).Message.ShouldContain("PORTOLAN_TEST_NO_SUCH_KEY");
    }

    [Fact]
    public void An_unknown_provider_is_refused_with_the_known_ones() =>
        Should.Throw<BackendException>(() => Backend.Open(new BackendSettings { Provider = "closedai" })).Hint!.ShouldContain("openai-completions");
}
