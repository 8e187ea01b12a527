using System.Text;
using Portolan.Encoders.Models;
using Portolan.Encoders.Models.HuggingFace;
using Portolan.Testing;

namespace Portolan.Encoders.Tests.Models.HuggingFace;

public sealed class HuggingFaceLayoutTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static string Fixtures => Repository.PathOf("tests/Portolan.Encoders.Onnx.Tests/Fixtures");

    [Fact]
    public void A_sentence_transformer_is_a_text_model()
    {
        ModelManifest manifest = Describe(Path.Combine(Fixtures, "bert"), "https://hub.example/test/bert@abcdef");
        manifest.Kind.ShouldBe("onnx-text");
        manifest.Dimensions.ShouldBe(24);
        manifest.License.ShouldBe("apache-2.0");
        manifest.Version.ShouldBe("abcdef");
        manifest.Modalities.ShouldBe(["text"]);
        Settings(manifest).ShouldBe("max-tokens=40 model=onnx/model.onnx output=last_hidden_state pooling=mean");
        manifest.Files.Select(file => file.Path).ShouldBe(
            ["1_Pooling/config.json", "README.md", "config.json", "modules.json", "onnx/model.onnx", "tokenizer.json", "tokenizer_config.json"]);
    }

    [Fact]
    public void Positions_of_RoBERTas_descendants_start_after_the_padding_token()
    {
        ModelManifest manifest = Describe(Path.Combine(Fixtures, "xlmr"), "folder");
        Settings(manifest).ShouldBe("max-tokens=256 model=model.onnx output=sentence_embedding pooling=none");
        manifest.Dimensions.ShouldBe(16);
        manifest.License.ShouldBe("unknown");
        manifest.Version.ShouldBe(Hash[..12]);
    }

    [Theory]
    [InlineData("clip", 20, "image-model=onnx/vision_model.onnx image-output=image_embeds max-tokens=77 text-model=onnx/text_model.onnx text-output=text_embeds")]
    [InlineData("clip-one", 10, "image-model=onnx/model.onnx image-output=image_embeds max-tokens=77 text-model=onnx/model.onnx text-output=text_embeds")]
    public void CLIP_is_a_model_of_both(string name, int dimensions, string settings)
    {
        ModelManifest manifest = Describe(Path.Combine(Fixtures, name), "folder");
        manifest.Kind.ShouldBe("onnx-clip");
        manifest.Dimensions.ShouldBe(dimensions);
        manifest.Modalities.ShouldBe(["image", "text"]);
        Settings(manifest).ShouldBe(settings);
    }

    [Fact]
    public void A_ResNet_is_an_image_model()
    {
        ModelManifest manifest = Describe(Path.Combine(Fixtures, "resnet"), "folder");
        manifest.Kind.ShouldBe("onnx-image");
        manifest.Dimensions.ShouldBe(12);
        manifest.Modalities.ShouldBe(["image"]);
        Settings(manifest).ShouldBe("model=onnx/model.onnx output=pooler_output pooling=mean");
    }

    [Theory]
    [InlineData("pooling_mode_cls_token", "cls")]
    [InlineData("pooling_mode_max_tokens", "max")]
    [InlineData("pooling_mode_lasttoken", "last")]
    [InlineData("pooling_mode_weightedmean_tokens", "weighted-mean")]
    [InlineData("pooling_mode_mean_sqrt_len_tokens", "mean")]
    public void Pooling_is_what_the_configuration_chooses(string key, string pooling)
    {
        using var folder = new TemporaryFolder();
        string directory = Copy("bert", folder);
        File.WriteAllText(Path.Combine(directory, "1_Pooling/config.json"), $$"""{"{{key}}":true}""");
        Describe(directory, "folder").Settings["pooling"].ShouldBe(pooling);
    }

    [Theory]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":true}""", "2 ways of pooling")]
    [InlineData("1_Pooling/config.json", "{}", "0 ways of pooling")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode":"attention"}""", "attention")]
    [InlineData("modules.json", """[{"type":"sentence_transformers.models.Dense"}]""", "module Dense")]
    [InlineData("config.json", "{", "not valid JSON")]
    [InlineData("config.json", "[]", "expected an object")]
    [InlineData("onnx/model.onnx", "", "no graph")]
    [InlineData("onnx/model.onnx", "\u003a\u007f", "beyond its message")]
    public void What_contradicts_itself_is_refused_with_the_file(string file, string content, string reason)
    {
        using var folder = new TemporaryFolder();
        string directory = Copy("bert", folder);
        File.WriteAllBytes(Path.Combine(directory, file), Encoding.Latin1.GetBytes(content));
        EncoderException error = Should.Throw<EncoderException>(() => Describe(directory, "folder"));
        error.Message.ShouldContain(reason);
        error.Message.ShouldContain(Path.GetFileName(file));
    }

    [Theory]
    [InlineData("config.json", "config.json")]
    [InlineData("onnx/model.onnx", "no ONNX model")]
    [InlineData("tokenizer.json", "neither a tokenizer")]
    public void What_is_missing_is_named(string file, string reason)
    {
        using var folder = new TemporaryFolder();
        string directory = Copy("bert", folder);
        File.Delete(Path.Combine(directory, file));
        Should.Throw<EncoderException>(() => Describe(directory, "folder")).Message.ShouldContain(reason);
    }

    [Fact]
    public void A_prompt_counts_when_it_is_the_default()
    {
        using var folder = new TemporaryFolder();
        string directory = Copy("xlmr", folder);
        File.WriteAllText(Path.Combine(directory, "config_sentence_transformers.json"), """{"prompts":{"query":"query: "},"default_prompt_name":"query"}""");
        File.WriteAllText(Path.Combine(directory, "sentence_bert_config.json"), """{"max_seq_length":100,"do_lower_case":true}""");
        Settings(Describe(directory, "folder")).ShouldBe("lower-case=true max-tokens=100 model=model.onnx output=sentence_embedding pooling=none prefix=query: ");
    }

    [Fact]
    public void Of_a_repository_the_files_that_count_are_chosen()
    {
        string[] paths =
        [
            ".gitattributes", "README.md", "config.json", "merges.txt", "model.safetensors", "onnx/model.onnx", "onnx/model.onnx_data", "onnx/model_fp16.onnx",
            "onnx/model_quantized.onnx", "pytorch_model.bin", "tokenizer.json", "tokenizer_config.json", "vocab.json", "1_Pooling/config.json", "openvino/model.xml",
        ];
        HuggingFaceLayout.Select(paths).ShouldBe(["1_Pooling/config.json", "README.md", "config.json", "onnx/model.onnx", "onnx/model.onnx_data", "tokenizer.json", "tokenizer_config.json"]);
        HuggingFaceLayout.Select(paths, "fp16").ShouldContain("onnx/model_fp16.onnx");
        HuggingFaceLayout.Select(paths, "fp16").ShouldNotContain("onnx/model.onnx");
        HuggingFaceLayout.Select([.. paths.Where(path => path != "tokenizer.json")]).ShouldContain("merges.txt");
        Should.Throw<EncoderException>(() => HuggingFaceLayout.Select(paths, "q4")).Message.ShouldContain("_q4.onnx");
        Should.Throw<EncoderException>(() => HuggingFaceLayout.Select(["config.json"])).Message.ShouldContain("no ONNX model");
        Should.Throw<EncoderException>(() => HuggingFaceLayout.Select(["a.onnx", "b.onnx"])).Message.ShouldContain("a.onnx, b.onnx");
        HuggingFaceLayout.Select(["sub/only.onnx", "config.json", "sub/tokenizer.json"]).ShouldBe(["config.json", "sub/only.onnx", "sub/tokenizer.json"]);
        HuggingFaceLayout.Select(["onnx/text_model.onnx", "onnx/vision_model.onnx", "onnx/model.onnx"]).ShouldBe(["onnx/text_model.onnx", "onnx/vision_model.onnx"]);
        HuggingFaceLayout.Select(["onnx/text_model_q8.onnx", "onnx/vision_model_q8.onnx", "onnx/model.onnx"], "q8").ShouldBe(["onnx/text_model_q8.onnx", "onnx/vision_model_q8.onnx"]);
    }

    [Fact]
    public void Damaged_models_are_refused_or_read_but_never_break_anything()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(Fixtures, "resnet/onnx/model.onnx"));
        OnnxOutputs.Fuzz(whole).ShouldBe(2);
        var random = new Random(6);
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = whole[..(round % 3 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int i = 0; i < 1 + (round % 4) && damaged.Length > 0; i++)
            {
                damaged[random.Next(round % 2 == 0 ? damaged.Length : Math.Min(damaged.Length, 1200))] = (byte)random.Next(256);
            }

            OnnxOutputs.Fuzz(damaged);

            // What declares outputs stands at the end.
            OnnxOutputs.Fuzz([.. whole[..20], .. damaged.AsSpan(damaged.Length - Math.Min(damaged.Length, 200))]);
        }
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("xlmr")]
    [InlineData("clip-one")]
    [InlineData("resnet")]
    public void Damaged_configurations_are_refused_or_read_but_never_break_anything(string name)
    {
        using var folder = new TemporaryFolder();
        string directory = Copy(name, folder);
        string[] files = [.. Directory.EnumerateFiles(directory, "*.json", SearchOption.AllDirectories).Where(path => !path.EndsWith("tokenizer.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        var random = new Random(files.Length);
        int described = 0;
        for (int round = 0; round < 400; round++)
        {
            string path = files[random.Next(files.Length)];
            byte[] whole = File.ReadAllBytes(path);
            byte[] damaged = [.. whole];
            for (int i = 0; i < 1 + (round % 3); i++)
            {
                damaged[random.Next(damaged.Length)] = (byte)"0123456789,:[]{}\"-eE tfn\\u"[random.Next(26)];
            }

            File.WriteAllBytes(path, damaged);
            try
            {
                Describe(directory, "folder");
                described++;
            }
            catch (EncoderException)
            {
            }

            File.WriteAllBytes(path, whole);
        }

        described.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("""{"model_type":"clip","text_config":{},"vision_config":7,"projection_dim":"x"}""")]
    [InlineData("""{"model_type":"\ud800","hidden_sizes":["x"],"text_config":[],"vision_config":{}}""")]
    [InlineData("""{"hidden_size":1e400,"max_position_embeddings":-5,"pad_token_id":99999999999}""")]
    public void Values_of_other_kinds_count_as_absent(string config)
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["bert", "clip", "clip-one", "resnet"])
        {
            string directory = Copy(name, folder);
            File.WriteAllText(Path.Combine(directory, "config.json"), config);
            try
            {
                Describe(directory, "folder").Dimensions.ShouldBeGreaterThan(0);
            }
            catch (EncoderException exception)
            {
                exception.Message.ShouldContain(directory);
            }
        }
    }

    private static ModelManifest Describe(string directory, string source) => HuggingFaceLayout.Describe(
        directory, "test",
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(path => new ModelFile(Path.GetRelativePath(directory, path).Replace('\\', '/'), new FileInfo(path).Length, Hash))],
        source);

    private static string Settings(ModelManifest manifest) => string.Join(' ', manifest.Settings.Select(entry => $"{entry.Key}={entry.Value}"));

    private static string Copy(string name, TemporaryFolder folder)
    {
        string from = Path.Combine(Fixtures, name);
        string target = Path.Combine(folder.Path, name);
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }

        return target;
    }
}
