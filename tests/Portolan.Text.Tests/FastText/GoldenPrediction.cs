using System.Text;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.FastText;
using Portolan.Text.Languages;

namespace Portolan.Text.Tests.FastText;

/// <summary>One line of a golden file: a text, and what fastText itself made of it (the file's first line names its version).</summary>
internal sealed record GoldenPrediction(string Model, byte[] Text, FastTextPrediction[] Best)
{
    public static string ModelPath(string name) => name == "lid.176.ftz"
        ? LanguageModels.Locate()
        : Repository.PathOf("tests/Portolan.Text.Tests/FastText/Models/" + name);

    public static IEnumerable<GoldenPrediction> Read(string name)
    {
        foreach (string line in File.ReadLines(Repository.PathOf("tests/Portolan.Text.Tests/FastText/Golden/" + name)).Skip(1))
        {
            using JsonDocument parsed = JsonDocument.Parse(line);
            JsonElement root = parsed.RootElement;
            byte[] text = root.TryGetProperty("hex", out JsonElement hex)
                ? Convert.FromHexString(hex.GetString()!)
                : Encoding.UTF8.GetBytes(root.GetProperty("text").GetString()!);
            yield return new GoldenPrediction(root.GetProperty("model").GetString()!, text, Labels(root.GetProperty("best")));
        }
    }

    public static FastTextPrediction[] Labels(JsonElement pairs) =>
        [.. pairs.EnumerateArray().Select(pair => new FastTextPrediction(pair[0].GetString()!, pair[1].GetSingle()))];

    /// <summary>Labels in the same order and probabilities within a tolerance.</summary>
    public static void Same(ReadOnlySpan<FastTextPrediction> actual, FastTextPrediction[] expected, double tolerance, string about)
    {
        FastTextPrediction[] found = actual.ToArray();
        found.Select(p => p.Label).ShouldBe(expected.Select(p => p.Label), about);
        for (int i = 0; i < found.Length; i++)
        {
            ((double)found[i].Probability).ShouldBe(expected[i].Probability, tolerance, about);
        }
    }
}
