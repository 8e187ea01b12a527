using System.Globalization;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Graph;

/// <summary>A folder with a flow that asks one question a line.</summary>
internal sealed class FlowFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FlowFolder(int lines = 10)
    {
        Directory.CreateSymbolicLink(folder.File("samples"), Repository.PathOf("samples"));
        WriteData(lines);
    }

    public string Path => folder.Path;

    public CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public string File(string name) => folder.File(name);

    public string Write(string name, string text) => folder.Write(name, text);

    public void WriteData(int lines) => folder.Write(
        "data.jsonl", string.Concat(Enumerable.Range(0, lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"id\": {i}, \"q\": \"question {i}\"}}\n"))));

    /// <summary>A flow whose backend is given as YAML settings.</summary>
    public void WriteFlow(string backend) => folder.Write(
        "flow.yaml",
        $$$"""
        name: test
        fields: [id, q]
        backends:
          model: {{{backend}}}
        steps:
          - name: ask
            prompt: "ask {{q}}"
          - name: reply
            complete: {backend: model, prompt: ask, max-tokens: 20}
          - write: [id, reply]
        """);

    public string Mask(CliResult result) => result.Snapshot(text => System.Text.RegularExpressions.Regex.Replace(
        Testing.Mask.All(text, (folder.Path, "<folder>")), "[0-9a-f]{64}", "<digest>"));

    public void Dispose() => folder.Dispose();
}
