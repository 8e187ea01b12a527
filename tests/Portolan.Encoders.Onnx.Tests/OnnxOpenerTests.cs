using System.Text;
using System.Text.Json.Nodes;
using Portolan.Encoders.Models;
using Portolan.Testing;

namespace Portolan.Encoders.Onnx.Tests;

/// <summary>Packs that contradict themselves or their model: each is refused with the file or setting to blame.</summary>
public sealed class OnnxOpenerTests
{
    [Fact]
    public void Kinds_are_those_of_ONNX()
    {
        var opener = new OnnxOpener("CPU");
        opener.Opens("onnx-text").ShouldBeTrue();
        opener.Opens("onnx-clip").ShouldBeTrue();
        opener.Opens("onnx-image").ShouldBeTrue();
        opener.Opens("use-lite").ShouldBeFalse();
    }

    [OnnxFact]
    public void A_file_that_was_changed_after_it_was_added_is_not_opened()
    {
        using var folder = new TemporaryFolder();
        string directory = Fixture.Copy("bert", folder);
        ModelPack pack = Fixture.Pack(directory);
        string model = Path.Combine(directory, "onnx/model.onnx");
        byte[] bytes = File.ReadAllBytes(model);
        bytes[^1] ^= 1;
        File.WriteAllBytes(model, bytes);
        EncoderException error = Should.Throw<EncoderException>(() => new OnnxOpener("CPU").Open(pack, 1));
        error.Message.ShouldContain("SHA-256");
        error.Path.ShouldBe(model);
    }

    [OnnxTheory]
    [InlineData("bert", "output", "pooler_output", "no output pooler_output")]
    [InlineData("bert", "pooling", "median", "pooling=median")]
    [InlineData("bert", "pooling", "none", "settings output and pooling")]
    [InlineData("bert", "max-tokens", "2", "special")]
    [InlineData("bert", "max-tokens", "-1", "max-tokens=-1")]
    [InlineData("bert", "max-tokens", "many", "max-tokens=many")]
    [InlineData("bert", "model", "../../secret.onnx", "none of its files")]
    [InlineData("xlmr", "pooling", "mean", "settings output and pooling")]
    [InlineData("clip", "text-model", "onnx/vision_model.onnx", "no output text_embeds")]
    [InlineData("clip", "image-output", "text_embeds", "no output text_embeds")]
    [InlineData("clip", "image-output", "last_hidden_state", "settings output and pooling")]
    [InlineData("resnet", "pooling", "median", "pooling=median")]
    public void A_setting_that_does_not_suit_the_model_is_named(string name, string key, string value, string reason)
    {
        EncoderException error = Should.Throw<EncoderException>(() => EncodeSomething(name, manifest => manifest with { Settings = manifest.Settings.SetItem(key, value) }));
        $"{error.Message} {error.Hint}".ShouldContain(reason);
    }

    [OnnxTheory]
    [InlineData("bert")]
    [InlineData("xlmr")]
    [InlineData("clip")]
    [InlineData("resnet")]
    public void Other_dimensions_than_the_manifest_says_are_told(string name) =>
        Should.Throw<EncoderException>(() => EncodeSomething(name, manifest => manifest with { Dimensions = manifest.Dimensions + 1 })).Message.ShouldContain("expected [");

    [OnnxTheory]
    [InlineData("bert", "tokenizer.json", "{}", "no model")]
    [InlineData("bert", "tokenizer.json", """{"model":{"type":"WordLevel"}}""", "WordLevel")]
    [InlineData("bert", "onnx/model.onnx", "garbage", "could not read")]
    [InlineData("resnet", "preprocessor_config.json", "[]", "preprocessor_config.json")]
    [InlineData("resnet", "preprocessor_config.json", """{"size":16,"resample":3,"do_center_crop":false,"do_normalize":false}""", "preprocessor_config.json")]
    public void A_file_that_makes_no_sense_is_named(string name, string file, string content, string reason)
    {
        using var folder = new TemporaryFolder();
        string directory = Fixture.Copy(name, folder);

        // What describes the pack is right; the file is broken, and its hash is that of the broken file.
        ModelManifest manifest = Fixture.Pack(directory).Manifest;
        File.WriteAllText(Path.Combine(directory, file), content);
        ModelFile broken = Fixture.Files(directory).First(entry => entry.Path == file);
        manifest = manifest with { Files = [.. manifest.Files.Select(entry => entry.Path == file ? broken : entry)] };
        EncoderException error = Should.Throw<EncoderException>(() =>
        {
            using EmbeddingModel model = new OnnxOpener("CPU").Open(new ModelPack(directory, manifest), 1);
        });
        error.Message.ShouldContain(reason);
        error.Message.ShouldContain(Path.GetFileName(file));
    }

    [OnnxFact]
    public void A_pack_without_a_tokeniser_says_so()
    {
        EncoderException error = Should.Throw<EncoderException>(() => EncodeSomething("bert", manifest => manifest with { Files = [.. manifest.Files.Where(file => file.Path != "tokenizer.json")] }));
        error.Message.ShouldContain("no tokeniser");
    }

    [OnnxFact]
    public void A_tokeniser_with_more_words_than_the_model_fails_with_the_models_name()
    {
        using var folder = new TemporaryFolder();
        string directory = Fixture.Copy("bert", folder);
        string path = Path.Combine(directory, "tokenizer.json");
        JsonNode json = JsonNode.Parse(File.ReadAllBytes(path))!;
        json["model"]!["vocab"]!["ships"] = 70_000;
        File.WriteAllText(path, json.ToJsonString());
        using EmbeddingModel model = new OnnxOpener("CPU").Open(Fixture.Pack(directory), 1);
        Should.Throw<EncoderException>(() => model.Text!.Encode(["ships"], new float[24])).Message.ShouldContain("model.onnx");
    }

    [OnnxFact]
    public void Weights_in_a_file_of_their_own_are_checked_and_read()
    {
        // The same model, its largest weight moved to model.onnx_data by eng/onnx_fixtures.py's rules of ONNX: location, offset, length.
        using var folder = new TemporaryFolder();
        string directory = Fixture.Copy("bert", folder);
        string model = Path.Combine(directory, "onnx/model.onnx");
        ExternalWeights.Move(model, "words", model + "_data");
        ModelPack pack = Fixture.Pack(directory);
        pack.Manifest.Files.ShouldContain(file => file.Path == "onnx/model.onnx_data");
        float[] found = new float[24];
        using (EmbeddingModel opened = new OnnxOpener("CPU").Open(pack, 1))
        {
            opened.Text!.Encode(["The old harbour"], found);
        }

        Fixture.ShouldBeNear(found, Fixture.Vector(Fixture.Expected("bert").GetProperty("texts")[1].GetProperty("mean")), "external");
        File.AppendAllText(model + "_data", "x");
        Should.Throw<EncoderException>(() => new OnnxOpener("CPU").Open(pack, 1)).Message.ShouldContain("model.onnx_data");
    }

    [Fact]
    public void A_library_that_is_not_there_or_not_ONNX_Runtime_is_told()
    {
        using var folder = new TemporaryFolder();
        string text = Path.Combine(folder.Path, "libonnxruntime.so.1");
        File.WriteAllBytes(text, Encoding.UTF8.GetBytes("not a library"));
        Internals.OrtLibrary.Load(text, folder.Path).Problem.ShouldNotBeNull().ShouldContain(OnnxRuntime.LibraryVariable);
        Internals.OrtLibrary.Load(null, folder.Path).Problem.ShouldNotBeNull().ShouldContain("not installed");
        if (OperatingSystem.IsLinux())
        {
            Internals.OrtLibrary.Load("libm.so.6", folder.Path).Problem.ShouldNotBeNull().ShouldContain("OrtGetApiBase");
        }
    }

    [Fact]
    public void The_packaged_library_is_found_from_below()
    {
        using var folder = new TemporaryFolder();
        string name = OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.1.dylib" : "libonnxruntime.so.1";
        string library = Path.Combine(folder.Path, OnnxRuntime.PackagedDirectory, OnnxRuntime.Platform(), name);
        string below = Path.Combine(folder.Path, "bin", "release");
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        Directory.CreateDirectory(below);
        OnnxRuntime.Locate(null, below).ShouldBeNull();
        File.WriteAllText(library, "");
        Path.GetFullPath(OnnxRuntime.Locate(null, below)!).ShouldBe(Path.GetFullPath(library));
        OnnxRuntime.Locate("/elsewhere/lib.so", below).ShouldBe("/elsewhere/lib.so");
    }

    private static void EncodeSomething(string name, Func<ModelManifest, ModelManifest> change)
    {
        using EmbeddingModel model = Fixture.Open(name, change);
        model.Text?.Encode(["a ship"], new float[100]);
        model.Image?.Encode([Fixture.Picture(40, 40)], new float[100]);
    }
}
