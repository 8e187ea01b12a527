using System.Text;
using Portolan.Testing;

namespace Portolan.Graph.Tests;

/// <summary>The code in the room's README is the code below, which compiles and runs.</summary>
public class ReadmeTests
{
    [Fact]
    public async Task The_example_counts_eight_words_and_resumes()
    {
        using var folder = new TemporaryFolder();
        (await Example(folder.Path)).Executed.ShouldBe(3);
        GraphResult again = await Example(folder.Path);
        (again.Executed, again.FromStore).ShouldBe((0, 1));
    }

    [Fact]
    public void The_readme_quotes_the_example_and_its_operations()
    {
        string readme = File.ReadAllText(Repository.PathOf("src/Portolan.Graph/README.md"));
        string[] source = File.ReadAllLines(Repository.PathOf("tests/Portolan.Graph.Tests/ReadmeTests.cs"));
        readme.ShouldContain($"```csharp\n{Region(source, "example", indent: 8)}```\n");
        readme.ShouldContain($"```csharp\n{Region(source, "operations", indent: 0)}```\n");
    }

    private static async Task<GraphResult> Example(string directory)
    {
        // begin example
        var graph = new TaskGraph();
        var count = new CountWords();
        Node<int>[] counts = [.. new[] { "so much depends", "upon a red wheel barrow" }.Select(line => graph.Call(count, line))];
        Node<int> total = graph.Call(new Total(), counts);

        var runner = new GraphRunner(new GraphRunnerOptions { Store = new FileResultStore(directory) });
        GraphRun run = runner.Start(graph, [total]);
        await foreach (GraphEvent happened in run.Events)
        {
            if (happened is NodeCompleted completed)
            {
                Console.Error.WriteLine($"{completed.Node.Label} took {completed.Duration}");
            }
        }

        GraphResult result = await run.Completion;
        Console.WriteLine(result.Get(total));
        // end example
        result.Get(total).ShouldBe(8);
        return result;
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
}

// begin operations
internal sealed class CountWords : Operation<string, int>
{
    public override string Name => "example/count-words";

    public override int Version => 1;

    public override ValueTask<int> InvokeAsync(string input, OperationContext context, CancellationToken cancellationToken) =>
        new(input.Split(' ').Length);
}

internal sealed class Total : Operation<Node<int>[], int>
{
    public override string Name => "example/total";

    public override int Version => 1;

    public override ValueTask<int> InvokeAsync(Node<int>[] input, OperationContext context, CancellationToken cancellationToken) =>
        new(input.Sum(context.Result));
}
// end operations
