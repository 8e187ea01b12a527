using System.Numerics.Tensors;
using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Encoders.Tests.UseLite;

/// <summary>Against what TensorFlow.js makes of the published model (<c>use-lite-*.json</c> of the shared oracles).</summary>
public sealed class UseLiteOracleTests
{
    [SharedDataFact]
    public void Tokens_are_those_of_the_published_tokeniser()
    {
        using var oracle = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("oracles/use-lite-tokens.json")));
        int[] tokens = new int[4096];
        int texts = 0;
        foreach (JsonElement entry in oracle.RootElement.EnumerateArray())
        {
            string text = entry[0].GetString()!;
            int count = TextModel.Encoder.Tokenize(text, tokens);
            tokens[..count].ShouldBe([.. entry[1].EnumerateArray().Select(id => id.GetInt32())], text);
            TextModel.Encoder.CountTokens(text).ShouldBe(count);
            texts++;
        }

        texts.ShouldBeGreaterThan(100);
    }

    /// <summary>Tolerances: a recipe in double precision differs from TensorFlow.js by 6.2e-7 and 1.2e-7.</summary>
    [SharedDataFact]
    public void Vectors_are_those_of_the_published_graph()
    {
        using var oracle = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("oracles/use-lite-embeddings.json")));
        int texts = 0;
        foreach (JsonElement entry in oracle.RootElement.GetProperty("sentences").EnumerateArray())
        {
            string text = entry.GetProperty("text").GetString()!;
            float[] expected = [.. entry.GetProperty("vector").EnumerateArray().Select(number => number.GetSingle())];
            float[] actual = TextModel.Encode(text);
            TensorPrimitives.CosineSimilarity(actual, expected).ShouldBeGreaterThan(0.999999f, text);
            actual.Zip(expected, (one, other) => MathF.Abs(one - other)).Max().ShouldBeLessThan(2e-6f, text);
            texts++;
        }

        texts.ShouldBeGreaterThan(20);
    }
}
