using System.IO.Compression;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.Perplexity;

namespace Portolan.Text.Tests.Perplexity;

/// <summary>What eng/perplexity_golden.py wrote with Python's sentencepiece, and the oracle models that it used.</summary>
internal static class PerplexityGolden
{
    public static JsonElement Read() =>
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests/Portolan.Text.Tests/Golden/perplexity.json"))).RootElement;

    /// <summary>The 200 documents that the golden file scores, in order.</summary>
    public static List<string> Documents()
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(SharedData.PathOf("oracles/corpus/golden.jsonl.gz")), CompressionMode.Decompress));
        List<string> texts = [];
        while (lines.ReadLine() is { } line)
        {
            texts.Add(JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!);
        }

        return texts;
    }

    /// <summary>The models under CCNet's names, in a folder of their own.</summary>
    /// <param name="folder">Where to unpack.</param>
    /// <param name="model">The form of the n-gram model: <c>probing</c>, <c>trie</c> or <c>qtrie</c>.</param>
    public static LanguageModelFiles Unpack(TemporaryFolder folder, string model = "probing")
    {
        File.Copy(SharedData.PathOf("oracles/sentencepiece/sp8000.model"), folder.File("en.sp.model"));
        using (var gzip = new GZipStream(File.OpenRead(SharedData.PathOf($"oracles/kenlm/small.{model}.bin.gz")), CompressionMode.Decompress))
        using (FileStream plain = File.Create(folder.File("en.arpa.bin")))
        {
            gzip.CopyTo(plain);
        }

        return LanguageModelDirectory.Find(folder.Path).Single();
    }
}
