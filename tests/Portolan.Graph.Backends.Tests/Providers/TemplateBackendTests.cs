namespace Portolan.Graph.Backends.Tests.Providers;

public class TemplateBackendTests
{
    [Fact]
    public async Task A_graph_of_two_dependent_prompts_runs_without_any_server()
    {
        using Backend backend = Backend.Open(new BackendSettings { Template = "<{words}|{prompt}>" });
        var model = new ChatModel(backend);
        var graph = new TaskGraph();
        Node<Completion> first = graph.Call(model.Complete, graph.Value("so much depends"));
        Node<Completion> second = graph.Call(model.Complete, graph.Call(new TextOf(), first));
        RunRecord run = await Runs.RunAsync(graph, [second], backend);
        run.Result.ThrowIfFailed();
        run.Result.Get(second).ShouldBe(new Completion("<3|<3|so much depends>>", "stop", 3, 3, "template"));
        backend.Usage.ShouldBe(new Usage(2, 0, 6, 6, 0, 0, TimeSpan.Zero));
        (run.Metered(Meters.Requests), run.Metered(Meters.TokensIn), run.Metered(Meters.TokensOut)).ShouldBe((2, 6, 6));
    }

    [Fact]
    public async Task The_default_template_says_that_it_is_no_language_model()
    {
        using Backend backend = Backend.Open(new BackendSettings());
        backend.Name.ShouldBe("template");
        Completion completion = await new ChatModel(backend).CompleteAsync("upon a red wheel barrow");

        // printf '\0upon a red wheel barrow' | sha256sum
        completion.Text.ShouldBe("This is a template, not a language model. Your prompt has 5 words and the hash 805e6f7aaddca6f0.");
    }

    [Theory]
    [InlineData("{characters}", "a\U0001F600b", "3")]
    [InlineData("{first_line}", "one\r\ntwo", "one")]
    [InlineData("{\"a\": {prompt:json}, \"n\": {words}}", "say \"hé\"", "{\"a\": \"say \\\"hé\\\"\", \"n\": 2}")]
    [InlineData("{} {0} {Prompt} { prompt }", "x", "{} {0} {Prompt} { prompt }")]
    public void Placeholders_are_filled_in_and_other_braces_stay(string template, string prompt, string expected) =>
        new TemplateText(template).Render(prompt).ShouldBe(expected);

    [Fact]
    public void A_name_that_is_not_known_is_refused_when_the_backend_is_opened() =>
        Should.Throw<BackendException>(() => Backend.Open(new BackendSettings { Template = "{answer}" })).Message.ShouldContain("{answer}");

    [Theory]
    [InlineData(1, "one", "length")]
    [InlineData(2, "one two", "length")]
    [InlineData(3, "one two  three", "stop")]
    public async Task Replies_end_at_the_limit_of_tokens(int most, string expected, string finish)
    {
        using Backend backend = Backend.Open(new BackendSettings { Template = "one two  three" });
        Completion completion = await new ChatModel(backend, new ChatSettings { MaxTokens = most }).CompleteAsync("x");
        (completion.Text, completion.FinishReason).ShouldBe((expected, finish));
    }

    [Fact]
    public async Task Replies_end_before_a_stop_text()
    {
        using Backend backend = Backend.Open(new BackendSettings { Template = "one, two. three" });
        (await new ChatModel(backend, new ChatSettings { Stop = [".", ","] }).CompleteAsync("x")).Text.ShouldBe("one");
    }

    [Fact]
    public async Task Streamed_pieces_make_up_the_reply()
    {
        using Backend backend = Backend.Open(new BackendSettings { Template = "one  two\nthree " });
        var pieces = new List<string>();
        await foreach (string piece in new ChatModel(backend).StreamAsync("a b"))
        {
            pieces.Add(piece);
        }

        pieces.ShouldBe(["one", "  two", "\nthree", " "]);
        backend.Usage.ShouldBe(new Usage(1, 0, 2, 3, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Vectors_are_of_length_one_and_the_same_every_time()
    {
        using Backend backend = Backend.Open(new BackendSettings());
        var model = new EmbeddingModel(backend, new EmbeddingSettings { Dimensions = 11 });
        var graph = new TaskGraph();
        Node<float[]>[] nodes = [.. new[] { "a", "b", "" }.Select(text => graph.Call(model.Embed, graph.Value(text)))];
        RunRecord run = await Runs.RunAsync(graph, nodes, backend);
        run.Result.ThrowIfFailed();
        float[][] vectors = [.. nodes.Select(run.Result.Get)];
        vectors.ShouldAllBe(vector => vector.Length == 11 && Math.Abs(vector.Sum(one => one * one) - 1) < 1e-5);
        vectors[0].ShouldNotBe(vectors[1]);
        run = await Runs.RunAsync(graph, nodes, backend);
        run.Result.Get(nodes[0]).ShouldBe(vectors[0]);
    }

    private sealed class TextOf : Operation<Node<Completion>, string>
    {
        public override string Name => "test/text";

        public override int Version => 1;

        public override ValueTask<string> InvokeAsync(Node<Completion> input, OperationContext context, CancellationToken cancellationToken) =>
            new(context.Result(input).Text);
    }
}
