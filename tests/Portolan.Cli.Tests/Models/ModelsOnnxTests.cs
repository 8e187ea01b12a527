using System.Text.Json;
using System.Text.Json.Nodes;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Models;

/// <summary>Exports of Hugging Face's layout from their directory to vectors; where ONNX Runtime is not installed, up to the error that says so.</summary>
public sealed class ModelsOnnxTests : IDisposable
{
    private static readonly bool HasRuntime = Directory.Exists(Repository.PathOf("assets/onnx/node_modules/onnxruntime-node"));

    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path).WithVariable("PORTOLAN_MODELS", folder.File("models"));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("bert", "onnx-text", new[] { "text" })]
    [InlineData("clip", "onnx-clip", new[] { "text", "image" })]
    [InlineData("resnet", "onnx-image", new[] { "image" })]
    public async Task Export_is_added_and_encodes(string fixture, string kind, string[] modalities)
    {
        CliResult added = await Portolan.RunAsync("models", "add", Fixture(fixture), "--json");
        added.ExitCode.ShouldBe(0, added.Error);
        added.JsonLinesOf("summary")[0].GetProperty("kind").GetString().ShouldBe(kind);
        (await Portolan.RunAsync("models", "verify", fixture)).ExitCode.ShouldBe(0);
        CliResult bench = await Portolan.RunAsync("models", "bench", fixture, "--items", "4", "--batch", "2", "--json");
        if (!HasRuntime)
        {
            bench.ExitCode.ShouldBe(2);
            bench.Error.ShouldContain("ONNX Runtime is not installed");
            return;
        }

        bench.ExitCode.ShouldBe(0, bench.Error);
        bench.JsonLinesOf("measurement").Select(line => line.GetProperty("modality").GetString()).ShouldBe(modalities);
        JsonElement last = bench.JsonLinesOf("measurement")[^1];
        (last.GetProperty("tokens_per_second").ValueKind == JsonValueKind.Null).ShouldBe(modalities[^1] == "image");
    }

    [Fact]
    public async Task Lie_about_dimensions_is_caught_when_the_model_is_opened()
    {
        (await Portolan.RunAsync("models", "add", Fixture("bert"))).ExitCode.ShouldBe(0);
        string path = folder.File("models/bert/manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["dimensions"] = (int)manifest["dimensions"]! + 1;
        File.WriteAllText(path, manifest.ToJsonString());
        CliResult bench = await Portolan.RunAsync("models", "bench", "bert", "--items", "1");
        bench.ExitCode.ShouldBe(2);
        bench.Error.ShouldContain(HasRuntime ? "dimensions" : "ONNX Runtime is not installed");
        bench.Error.ShouldNotContain("fault in portolan");
    }

    [Fact]
    public async Task Damaged_model_is_never_run()
    {
        (await Portolan.RunAsync("models", "add", Fixture("bert"))).ExitCode.ShouldBe(0);
        string path = Directory.GetFiles(folder.File("models/bert"), "*.onnx", SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        CliResult bench = await Portolan.RunAsync("models", "bench", "bert", "--items", "1");
        bench.ExitCode.ShouldBe(2);
        bench.Error.ShouldContain(HasRuntime ? $"{path} has SHA-256" : "");
    }

    private static string Fixture(string name) => Repository.PathOf("tests/Portolan.Encoders.Onnx.Tests/Fixtures/" + name);
}
