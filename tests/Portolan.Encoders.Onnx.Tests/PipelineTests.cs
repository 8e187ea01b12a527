using System.Text.Json;
using Portolan.Encoders.Images;
using Portolan.Encoders.Models;
using Portolan.Testing;

namespace Portolan.Encoders.Onnx.Tests;

/// <summary>Whole pipelines, compared with NumPy, Pillow and Hugging Face's tokenizers (expected.json of each fixture).</summary>
public sealed class PipelineTests
{
    [OnnxTheory]
    [InlineData("bert", null, "mean")]
    [InlineData("bert", "cls", "cls")]
    [InlineData("bert", "last", "last")]
    [InlineData("bert", "max", "max")]
    [InlineData("bert", "weighted-mean", "weighted-mean")]
    [InlineData("xlmr", null, "none")]
    [InlineData("clip", null, "none")]
    [InlineData("clip-one", null, "none")]
    public void Texts_become_the_vectors_that_NumPy_computes(string name, string? pooling, string key)
    {
        using EmbeddingModel model = Fixture.Open(name, manifest => pooling is null ? manifest : manifest with { Settings = manifest.Settings.SetItem("pooling", pooling) });
        JsonElement[] expected = [.. Fixture.Expected(name).GetProperty("texts").EnumerateArray()];
        string[] texts = [.. expected.Select(entry => entry.GetProperty("text").GetString()!)];

        // Together, in batches of what the encoder chooses, and each alone.
        float[] together = Encode(model.Text!, texts);
        for (int i = 0; i < texts.Length; i++)
        {
            float[] vector = Fixture.Vector(expected[i].GetProperty(key));
            Fixture.ShouldBeNear(together.AsSpan(i * vector.Length, vector.Length), vector, texts[i]);
            Fixture.ShouldBeNear(Encode(model.Text!, [texts[i]]), vector, texts[i]);
            int tokens = model.Text!.CountTokens(texts[i]);
            Math.Min(tokens, model.Text.MaxTokens).ShouldBe(expected[i].GetProperty("tokens").GetInt32() - 2);
        }
    }

    [OnnxTheory]
    [InlineData("clip", "none")]
    [InlineData("clip-one", "none")]
    [InlineData("resnet", "mean")]
    public void Pictures_become_the_vectors_that_Pillow_and_NumPy_compute(string name, string key)
    {
        using EmbeddingModel model = Fixture.Open(name);
        CompareImages(model, name, key);
    }

    [OnnxTheory]
    [InlineData("cls")]
    [InlineData("mean")]
    public void A_vision_transformer_alone_is_an_image_model(string pooling)
    {
        using EmbeddingModel model = Fixture.Open("clip", manifest => manifest with
        {
            Kind = "onnx-image",
            Dimensions = 16,
            Settings = manifest.Settings.Clear().Add("model", "onnx/vision_model.onnx").Add("output", "last_hidden_state").Add("pooling", pooling),
        });
        model.Text.ShouldBeNull();
        CompareImages(model, "clip", pooling);
    }

    [OnnxFact]
    public void A_grid_of_features_is_averaged()
    {
        using EmbeddingModel model = Fixture.Open("resnet", manifest => manifest with { Settings = manifest.Settings.SetItem("output", "last_hidden_state").SetItem("pooling", "mean") });
        CompareImages(model, "resnet", "mean");
    }

    [OnnxFact]
    public void A_model_of_one_text_at_a_time_with_short_numbers_is_run_as_it_wants()
    {
        using var folder = new TemporaryFolder();
        string directory = Fixture.Copy("bert", folder);
        File.Copy(Fixture.PathOf("fixed/model.onnx"), Path.Combine(directory, "onnx/model.onnx"), overwrite: true);
        using EmbeddingModel model = new OnnxOpener("CPU").Open(Fixture.Pack(directory), 1);
        model.Space.Dimensions.ShouldBe(6);
        model.Text!.MaxTokens.ShouldBe(14);
        JsonElement[] expected = [.. Fixture.Expected("fixed").GetProperty("texts").EnumerateArray()];
        float[] vectors = Encode(model.Text, [.. expected.Select(entry => entry.GetProperty("text").GetString()!)]);
        for (int i = 0; i < vectors.Length; i++)
        {
            // The output is float16: 11 bits of numbers that were up to about 1, before they are given length 1.
            float number = Fixture.Vector(expected[i / 6].GetProperty("none"))[i % 6];
            Math.Abs(vectors[i] - number).ShouldBeLessThan(2e-3f);
        }
    }

    [OnnxFact]
    public void The_longest_text_is_the_settings_else_the_tokenisers()
    {
        using EmbeddingModel set = Fixture.Open("bert", manifest => manifest with { Settings = manifest.Settings.SetItem("max-tokens", "60") });
        using EmbeddingModel unset = Fixture.Open("bert", manifest => manifest with { Settings = manifest.Settings.Remove("max-tokens") });
        set.Text!.MaxTokens.ShouldBe(58);
        unset.Text!.MaxTokens.ShouldBe(46);
    }

    [OnnxFact]
    public void A_prefix_goes_before_each_text()
    {
        using EmbeddingModel plain = Fixture.Open("xlmr");
        using EmbeddingModel prefixed = Fixture.Open("xlmr", manifest => manifest with { Settings = manifest.Settings.SetItem("prefix", "query: ") });
        Fixture.ShouldBeNear(Encode(prefixed.Text!, ["ships"]), Encode(plain.Text!, ["query: ships"]), "prefix");
        prefixed.Space.ShouldNotBe(plain.Space, "other settings give other vectors");
    }

    [OnnxFact]
    public void Lower_case_is_made_where_the_settings_ask_for_it()
    {
        using EmbeddingModel plain = Fixture.Open("xlmr");
        using EmbeddingModel lower = Fixture.Open("xlmr", manifest => manifest with { Settings = manifest.Settings.SetItem("lower-case", "true") });
        Fixture.ShouldBeNear(Encode(lower.Text!, ["THE Été ŻÓŁĆ"]), Encode(plain.Text!, ["the été żółć"]), "lower case");
    }

    [OnnxFact]
    public void Many_texts_of_all_lengths_come_back_in_their_order()
    {
        using EmbeddingModel model = Fixture.Open("bert");
        string[] words = "the old harbour lies at the mouth of the river and ships come in with the tide".Split(' ');
        string[] texts = [.. Enumerable.Range(0, 700).Select(i => string.Join(' ', Enumerable.Range(0, (i * 37) % 50).Select(j => words[(i + j) % words.Length])))];
        float[] all = Encode(model.Text!, texts);
        for (int i = 0; i < texts.Length; i += 23)
        {
            Fixture.ShouldBeNear(all.AsSpan(i * 24, 24), Encode(model.Text!, [texts[i]]), $"text {i}");
        }
    }

    [OnnxFact]
    public void Threads_share_an_encoder()
    {
        using EmbeddingModel model = Fixture.Open("clip");
        string[] texts = [.. Fixture.Expected("clip").GetProperty("texts").EnumerateArray().Select(entry => entry.GetProperty("text").GetString()!)];
        float[][] alone = [.. texts.Select(text => Encode(model.Text!, [text]))];
        Parallel.For(0, 64, i => Fixture.ShouldBeNear(Encode(model.Text!, [texts[i % texts.Length]]), alone[i % texts.Length], texts[i % texts.Length]));
    }

    [OnnxFact]
    public async Task The_interface_of_Microsoft_Extensions_AI_gives_the_same()
    {
        using EmbeddingModel model = Fixture.Open("bert", threads: 2);
        Microsoft.Extensions.AI.GeneratedEmbeddings<Microsoft.Extensions.AI.Embedding<float>> embeddings = await model.Text!.GenerateAsync(["The old harbour", "25 ships"]);
        embeddings.Count.ShouldBe(2);
        Fixture.ShouldBeNear(embeddings[1].Vector.Span, Encode(model.Text!, ["25 ships"]), "25 ships");
    }

    [OnnxFact]
    public void Nothing_and_too_little_room_are_told_apart()
    {
        using EmbeddingModel model = Fixture.Open("clip");
        model.Text!.Encode([], []);
        model.Image!.Encode([], []);
        Should.Throw<ArgumentException>(() => model.Text!.Encode(["a"], new float[19]));
        Should.Throw<ArgumentException>(() => model.Image!.Encode([Fixture.Picture(8, 8)], new float[19]));
        Should.Throw<ArgumentNullException>(() => model.Text!.Encode([null!], new float[20]));
        Should.Throw<OperationCanceledException>(() => model.Text!.Encode(["a"], new float[20], new CancellationToken(canceled: true)));
        Should.Throw<OperationCanceledException>(() => model.Image!.Encode([Fixture.Picture(8, 8)], new float[20], new CancellationToken(canceled: true)));
        model.Text.CostOf(new string('a', 100_000)).ShouldBe(77);
        model.Text.CostOf("").ShouldBe(1);
        model.Image.CostOf(Fixture.Picture(8, 8)).ShouldBeGreaterThan(64);
        model.Image.PreferredBatch.ShouldBeGreaterThan(1);
    }

    [OnnxFact]
    public void A_model_is_used_no_more_once_it_is_disposed_of()
    {
        EmbeddingModel model = Fixture.Open("clip-one");
        model.Dispose();
        model.Dispose();
        Should.Throw<ObjectDisposedException>(() => model.Text!.Encode(["a"], new float[10]));
        Should.Throw<ObjectDisposedException>(() => model.Image!.Encode([Fixture.Picture(8, 8)], new float[10]));
    }

    private static void CompareImages(EmbeddingModel model, string name, string key)
    {
        JsonElement[] expected = [.. Fixture.Expected(name).GetProperty("images").EnumerateArray()];
        PixelImage[] pictures = [.. expected.Select(entry => Fixture.Picture(entry.GetProperty("width").GetInt32(), entry.GetProperty("height").GetInt32()))];

        // More pictures than a batch holds.
        PixelImage[] many = [.. pictures, .. pictures, .. pictures];
        int dimensions = model.Space.Dimensions;
        float[] vectors = new float[many.Length * dimensions];
        model.Image!.Encode(many, vectors);
        for (int i = 0; i < many.Length; i++)
        {
            float[] vector = Fixture.Vector(expected[i % pictures.Length].GetProperty(key));
            Fixture.ShouldBeNear(vectors.AsSpan(i * dimensions, dimensions), vector, $"{many[i].Width} × {many[i].Height}");
        }
    }

    private static float[] Encode(ITextEncoder encoder, string[] texts)
    {
        float[] vectors = new float[texts.Length * encoder.Space.Dimensions];
        encoder.Encode(texts, vectors);
        return vectors;
    }
}
