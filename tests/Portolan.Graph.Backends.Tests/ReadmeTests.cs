using System.Text;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests;

/// <summary>The code in the room's README is the code below, which compiles and runs.</summary>
public class ReadmeTests
{
    [Fact]
    public async Task The_example_runs_without_a_server()
    {
        using var folder = new TemporaryFolder();
        await Example(folder.Path);
    }

    [Fact]
    public void The_readme_quotes_the_examples()
    {
        string readme = File.ReadAllText(Repository.PathOf("src/Portolan.Graph.Backends/README.md"));
        string[] source = File.ReadAllLines(Repository.PathOf("tests/Portolan.Graph.Backends.Tests/ReadmeTests.cs"));
        readme.ShouldContain($"```csharp\n{Region(source, "example", indent: 8)}```\n");
        readme.ShouldContain($"```csharp\n{Region(source, "structured", indent: 8)}```\n");
        readme.ShouldContain($"```csharp\n{Region(source, "settings", indent: 8)}```\n");
    }

    [Fact]
    public async Task The_structured_example_gives_a_value()
    {
        using Backend backend = Backend.Open(new BackendSettings { Template = """{"Author":"W","Year":1923}""" });
        var graph = new TaskGraph();

        // begin structured
        var model = new ChatModel(backend, new ChatSettings { System = "Who wrote it, and when?", MaxTokens = 100 });
        Node<Poem> poem = graph.Call(model.CompleteAs<Poem>(), graph.Value("so much depends upon a red wheel barrow"));
        // end structured
        RunRecord run = await Runs.RunAsync(graph, [poem], backend);
        run.Result.Get(poem).ShouldBe(new Poem("W", 1923));
    }

    [Fact]
    public void The_settings_are_accepted()
    {
        Environment.SetEnvironmentVariable("MY_KEY", "k");
        string prices = Repository.PathOf("docs/guide/prices.example.yaml");

        // begin settings
        var settings = new BackendSettings
        {
            Provider = "openai",
            Model = "gpt-4o-mini",
            Address = new Uri("http://localhost:8000/v1"),
            KeyVariable = "MY_KEY",
            Limits = new BackendLimits { Concurrency = 16, RequestsPerMinute = 3000, TokensPerMinute = 200_000, CostCeiling = 5 },
        };
        using Backend backend = Backend.Open(settings, new BackendOptions { Prices = PriceTable.Load(prices) });
        // end settings
        backend.Price.ShouldNotBeNull();
    }

    private static async Task Example(string directory)
    {
        // begin example
        using Backend backend = Backend.Open(new BackendSettings { Provider = "template" });
        var model = new ChatModel(backend);
        var graph = new TaskGraph();
        Node<Completion>[] replies =
        [
            .. new[] { "so much depends", "upon a red wheel barrow" }.Select(text => graph.Call(model.Complete, graph.Value(text))),
        ];

        var options = new GraphRunnerOptions { Store = new FileResultStore(directory) };
        GraphResult result = await new GraphRunner(options.WithBackends(backend)).Start(graph, replies).Completion;
        Console.WriteLine(result.Get(replies[0]).Text);
        Console.Error.WriteLine(backend.Usage);
        // end example
        result.Get(replies[1]).Text.ShouldContain("has 5 words");
    }

    private static string Region(string[] source, string name, int indent)
    {
        var text = new StringBuilder();
        foreach (string line in source.SkipWhile(line => line.Trim() != $"// begin {name}").Skip(1).TakeWhile(line => line.Trim() != $"// end {name}"))
        {
            text.Append(line.Length > indent ? line[indent..] : "").Append('\n');
        }

        text.Length.ShouldBeGreaterThan(0);
        return text.ToString();
    }

    private sealed record Poem(string Author, int Year);
}
