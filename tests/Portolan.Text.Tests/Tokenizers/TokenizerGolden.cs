using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.Tokenizers;
using Portolan.Text.Tokenizers.Internals;

namespace Portolan.Text.Tests.Tokenizers;

/// <summary>The tokenisers of eng/tokenizer_fixtures.py, and what their peers make of texts.</summary>
internal static class TokenizerGolden
{
    public static readonly string[] Names = ["bert", "bert-cased", "clip", "roberta", "xlmr", "llama", "words"];

    public static string PathOf(string file) => Repository.PathOf("tests/Portolan.Text.Tests/Golden/Tokenizers/" + file);

    public static byte[] Json(string name) => File.ReadAllBytes(PathOf(name + ".tokenizer.json"));

    public static TextTokenizer Open(string name) => new(TokenizerJson.Read(Json(name), name));

    /// <summary>Texts with the numbers that the peer gives; the first line names the peer.</summary>
    public static IEnumerable<(string Text, int[] Ids)> Cases(string name)
    {
        foreach (string line in File.ReadLines(PathOf(name + ".golden.jsonl")).Skip(1))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            yield return (json.RootElement.GetProperty("text").GetString()!, [.. json.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())]);
        }
    }

    public static int[] Encode(TextTokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        tokenizer.Encode(text, ids, tokenizer.MaxTokens ?? int.MaxValue).ShouldBe(ids.Count);
        return [.. ids];
    }
}
