using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>Checks that what a build says adds up.</summary>
internal static class FlowCheck
{
    private static readonly string[] LineOrder = ["stage", "rejected", "language", "summary"];

    /// <summary>The lines have the fixed names, come in the documented order, and no document is lost between them.</summary>
    public static void Lines(CliResult result)
    {
        int[] order = [.. result.JsonLines.Select(line => Array.IndexOf(LineOrder, line.GetProperty("type").GetString()))];
        order.ShouldBe(order.Order());
        order.ShouldAllBe(at => at >= 0);
        JsonElement[] stages = result.JsonLinesOf("stage");
        JsonElement summary = result.JsonLinesOf("summary").ShouldHaveSingleItem();
        long documents = Number(summary, "documents_in"), bytes = Number(summary, "bytes_in");
        var dropped = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (JsonElement stage in stages)
        {
            Number(stage, "documents_in").ShouldBe(documents, stage.ToString());
            Number(stage, "bytes_in").ShouldBe(bytes, stage.ToString());
            long lost = 0;
            foreach (JsonProperty reason in stage.GetProperty("dropped").EnumerateObject())
            {
                lost += reason.Value.GetInt64();
                dropped[reason.Name] = dropped.GetValueOrDefault(reason.Name) + reason.Value.GetInt64();
            }

            documents -= lost;
            bytes = Number(stage, "bytes_out");
            Number(stage, "documents_out").ShouldBe(documents, stage.ToString());
            stage.GetProperty("seconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        }

        Number(summary, "documents_out").ShouldBe(documents);
        Number(summary, "bytes_out").ShouldBe(bytes);
        summary.GetProperty("dropped").EnumerateObject().ToDictionary(reason => reason.Name, reason => reason.Value.GetInt64()).ShouldBe(dropped, ignoreOrder: true);
        JsonElement[] languages = result.JsonLinesOf("language");
        languages.Sum(line => Number(line, "documents")).ShouldBe(documents);
        languages.Sum(line => Number(line, "bytes")).ShouldBe(bytes);
    }

    /// <summary>The manifest says the same as the summary, and its bytes balance: in = out + dropped + trimmed, stage by stage.</summary>
    public static void Manifest(string directory, JsonElement summary)
    {
        JsonElement manifest = JsonElement.Parse(File.ReadAllText(Path.Combine(directory, "manifest.json")));
        JsonElement[] stages = [.. manifest.GetProperty("stages").EnumerateArray()];
        Number(stages[0], "documents_in").ShouldBe(Number(summary, "documents_in"));
        Number(stages[^1], "documents_out").ShouldBe(Number(summary, "documents_out"));
        Number(stages[^1], "bytes_out").ShouldBe(Number(summary, "bytes_out"));
        foreach (JsonElement stage in stages)
        {
            long dropped = stage.GetProperty("dropped").EnumerateObject().Sum(reason => Number(reason.Value, "bytes"));
            Number(stage, "bytes_in").ShouldBe(Number(stage, "bytes_out") + dropped + Number(stage, "bytes_trimmed"), stage.ToString());
        }

        manifest.GetProperty("outputs").EnumerateArray().Sum(output => Number(output, "documents")).ShouldBe(Number(summary, "documents_out"));
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
