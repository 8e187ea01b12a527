using System.Buffers.Binary;
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
    public async Task Pictures_of_a_directory_are_encoded_and_other_files_passed_over()
    {
        (await Portolan.RunAsync("models", "add", Fixture("resnet"))).ExitCode.ShouldBe(0);
        folder.Write("pictures/a.bmp", Bitmap(20, 90));
        folder.Write("pictures/b.bmp", Bitmap(64, 64));
        folder.Write("pictures/notes.txt", "no picture");
        CliResult bench = await Portolan.RunAsync("models", "bench", "resnet", "--input", "pictures", "--items", "4", "--batch", "2", "--json");
        bench.ExitCode.ShouldBe(HasRuntime ? 0 : 2, bench.Error);
        bench.JsonLinesOf("measurement").Length.ShouldBe(HasRuntime ? 1 : 0);
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
        bench.Error.ShouldContain(HasRuntime ? ", expected [" : "ONNX Runtime is not installed");
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

    /// <summary>A grey picture of 24 bits a pixel (BITMAPINFOHEADER).</summary>
    private static byte[] Bitmap(int width, int height)
    {
        int size = ((width * 3) + 3) / 4 * 4 * height;
        byte[] bytes = new byte[54 + size];
        "BM"u8.CopyTo(bytes);
        foreach ((int at, int value) in new[] { (2, bytes.Length), (10, 54), (14, 40), (18, width), (22, height), (26, 1 | (24 << 16)), (34, size) })
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        }

        bytes.AsSpan(54).Fill(128);
        return bytes;
    }

    private static string Fixture(string name) => Repository.PathOf("tests/Portolan.Encoders.Onnx.Tests/Fixtures/" + name);
}
