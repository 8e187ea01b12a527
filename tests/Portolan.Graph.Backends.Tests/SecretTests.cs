using System.Text;
using System.Text.Json;
using Portolan.Graph.Backends.Internals;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests;

/// <summary>A key goes into its header and nowhere else.</summary>
public class SecretTests
{
    private const string Variable = "PORTOLAN_TEST_SECRET_KEY";
    private const string Key = "sk-so-much-depends-upon-1923";

    [Theory]
    [InlineData("openai")]
    [InlineData("openai-completions")]
    [InlineData("azure")]
    [InlineData("cohere")]
    [InlineData("cohere-generate")]
    public async Task A_key_is_in_no_result_event_key_state_or_message(string provider)
    {
        Environment.SetEnvironmentVariable(Variable, Key);
        using var folder = new TemporaryFolder();

        // The server repeats the key wherever it can: in replies that fail, in errors, in a reply that fits no schema.
        using var server = new OpenAiServer(new OpenAiServerOptions
        {
            Key = Key,
            Misbehave = request => request.Prompts.Count == 0 ? null : request.Prompts[0] switch
            {
                "denied" => Misbehaviour.Status(401, $"Incorrect API key provided: {Key}."),
                "broken" => Misbehaviour.Json($"{{\"{Key}"),
                "busy" => Misbehaviour.Status(503, $"key {Key} is busy"),
                _ => null,
            },
            Reply = prompt => prompt.StartsWith("schema", StringComparison.Ordinal) ? $"no JSON but {Key}" : $"re: {prompt}",
        });
        using Backend backend = server.Open(provider, Servers.Quick with { MaxAttempts = 2 }, batches: new BatchLimits { MaxItems = 1 }, keyVariable: Variable);
        var model = new ChatModel(backend);
        var structured = model.With(new ChatSettings { JsonSchema = JsonSchema.Parse("""{"type":"array"}"""), SchemaAttempts = 2 });
        var graph = new TaskGraph();
        Node[] nodes =
        [
            .. new[] { "fine", "denied", "broken", "busy" }.Select(prompt => graph.Call(model.Complete, graph.Value(prompt))),
            graph.Call(structured.Complete, graph.Value("schema")),
        ];
        RunRecord run = await Runs.RunAsync(
            graph, nodes, new GraphRunnerOptions { FailurePolicy = FailurePolicy.FinishRest, Store = new FileResultStore(folder.Path) }.WithBackends(backend));
        run.Result.Failures.Count.ShouldBe(4);
        server.Requests.ShouldAllBe(request => request.Authorization!.Contains(Key));

        var shown = new StringBuilder();
        shown.Append(backend).Append(backend.Usage).Append(JsonSerializer.Serialize(model.Complete.Parameters, model.Complete.Parameters!.GetType()));
        foreach (GraphEvent happened in run.Events)
        {
            shown.Append(happened).Append('\n');
        }

        foreach (NodeFailure failure in run.Result.Failures)
        {
            shown.Append(failure.Exception).Append((failure.Exception as BackendException)?.Hint).Append('\n');
        }

        foreach (string file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            shown.Append(file).Append(File.ReadAllText(file));
        }

        string all = shown.ToString();
        all.ShouldContain($"the key in the environment variable {Variable} is not accepted");
        all.ShouldContain("***");
        int at = all.IndexOf(Key, StringComparison.Ordinal);
        (at < 0 ? "" : all[Math.Max(0, at - 300)..(at + Key.Length)]).ShouldBe("");
    }

    [Fact]
    public void A_secret_does_not_print_itself()
    {
        Environment.SetEnvironmentVariable(Variable, Key);
        Secret secret = Secret.FromEnvironment(Variable, "b");
        secret.ToString().ShouldBe("***");
        JsonSerializer.Serialize(secret).ShouldNotContain(Key);
    }

    [Theory]
    [InlineData("sk-with a space")]
    [InlineData("sk-né")]
    [InlineData("sk-\u0001")]
    public void A_key_that_no_header_can_carry_is_refused_without_showing_it(string value)
    {
        const string variable = "PORTOLAN_TEST_BAD_KEY";
        Environment.SetEnvironmentVariable(variable, value);
        BackendException failed = Should.Throw<BackendException>(() => Secret.FromEnvironment(variable, "b"));
        failed.Message.ShouldContain(variable);
        failed.ToString().ShouldNotContain(value);
    }

    [Fact]
    public void Providers_own_variable_is_used_at_their_own_address_only()
    {
        using var server = new OpenAiServer();
        Environment.SetEnvironmentVariable("COHERE_API_KEY", Key);
        using Backend own = Backend.Open(new BackendSettings { Provider = "cohere", Model = "m" });
        own.Redact(Key).ShouldBe("***");
        using Backend elsewhere = server.Open("cohere");
        elsewhere.Redact(Key).ShouldBe(Key, "no key was read");
    }
}
