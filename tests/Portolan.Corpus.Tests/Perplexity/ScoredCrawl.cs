using System.Text;
using System.Text.Json;
using Portolan.Corpus.Tests.Build;
using Portolan.Testing;
using Portolan.Text.Perplexity;

namespace Portolan.Corpus.Tests.Perplexity;

/// <summary>JSON Lines whose documents say their language: prose of the sample models' kind, more or less shuffled, and French, which has no model.</summary>
internal static class ScoredCrawl
{
    public static readonly string Models = Repository.PathOf("samples/language-models");

    /// <summary>Reads documents with their languages, so that no language model is needed, and scores them.</summary>
    public const string Recipe = "name: scored\nstages: [{read: {kind: jsonl}}, {perplexity: {cutoffs: from-crawl}}, write]";

    public static CorpusBuildOptions Options(string recipe, string output, params string[] files) => Builds.Options(recipe, output, files) with { LanguageModels = Models };

    public static string[] Write(string folder, int files, int documents, int seed = 1)
    {
        var random = new Random(seed);
        Dictionary<string, string[]> words = new(StringComparer.Ordinal) { ["fr"] = ["le", "port", "et", "la", "mer", "sont", "calmes"] };
        foreach (string language in (string[])["en", "de"])
        {
            words[language] = [.. File.ReadLines(Path.Combine(Models, "texts", language + ".txt")).SelectMany(line => line.Split(' '))];
        }

        List<string> paths = [];
        for (int file = 0; file < files; file++)
        {
            var lines = new StringBuilder();
            for (int i = 0; i < documents; i++)
            {
                string language = random.Next(8) switch { < 4 => "en", < 7 => "de", _ => "fr" };
                lines.Append(JsonSerializer.Serialize(new { url = $"http://{language}.example/{file}/{i}", language, language_score = 0.9, raw_content = Text(random, words[language]) })).Append('\n');
            }

            paths.Add(Path.Combine(folder, $"crawl-{file}.jsonl"));
            File.WriteAllText(paths[^1], lines.ToString());
        }

        return [.. paths];
    }

    /// <summary>The language's scorer, for scores beside those of a build.</summary>
    public static PerplexityModel Model(string language) => PerplexityModel.Load(LanguageModelDirectory.Find(Models).Single(f => f.Language == language));

    // Runs of words from the texts, shorter in one document than in another; now and then the line of another document, or no word at all.
    private static string Text(Random random, string[] words)
    {
        if (random.Next(40) == 0)
        {
            return "\u0001";
        }

        int run = 1 << random.Next(5);
        var text = new StringBuilder();
        for (int line = 1 + random.Next(4); line > 0; line--)
        {
            for (int runs = 1 + random.Next(60 / run); runs > 0; runs--)
            {
                int at = random.Next(Math.Max(1, words.Length - run));
                text.AppendJoin(' ', words.Skip(at).Take(run)).Append(' ');
            }

            text.Append(random.Next(3) == 0 ? "\nThe same line stands in many documents.\n" : "\n");
        }

        return text.ToString().TrimEnd('\n');
    }
}
