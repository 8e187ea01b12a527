using System.Xml.Linq;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Graph;

public sealed class GraphShowTests : IDisposable
{
    private readonly FlowFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_flow_is_drawn_before_and_after()
    {
        string[] show = ["graph", "show", "samples/flows/harbour.yaml", "--input", "samples/flows/harbour.jsonl"];
        CliResult both = await folder.Portolan.RunAsync([.. show, "--format", "mermaid"]);
        both.ExitCode.ShouldBe(0, both.Error);
        both.Output.ShouldContain("as described");
        both.Output.ShouldContain("as run");
        CliResult after = await folder.Portolan.RunAsync([.. show, "--format", "dot", "--after"]);
        after.Output.ShouldStartWith("digraph");
        after.Output.ShouldNotContain("as described");
        CliResult svg = await folder.Portolan.RunAsync([.. show, "--format", "svg", "--output", "h.svg", "--json"]);
        svg.ExitCode.ShouldBe(0, svg.Error);
        XDocument.Load(folder.File("h.svg")).Root!.Name.LocalName.ShouldBe("svg");

        // Two of the five lines ask the same, and one is dropped before it asks.
        svg.JsonLines[^1].GetProperty("nodes_after").GetInt32().ShouldBeLessThan(svg.JsonLines[^1].GetProperty("nodes_before").GetInt32());
    }

    [Fact]
    public async Task Without_data_a_made_up_line_is_drawn_and_no_key_is_needed()
    {
        folder.WriteFlow("{provider: openai, model: m, key-variable: NO_SUCH_KEY}");
        CliResult result = await folder.Portolan.RunAsync("graph", "show", "flow.yaml", "--before", "--limit", "1");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain("reply");
    }
}
