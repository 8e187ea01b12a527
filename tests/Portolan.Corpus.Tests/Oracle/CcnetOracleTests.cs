using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Tests.Build;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Oracle;

public sealed class CcnetOracleTests
{
    [SharedDataTheory]
    [InlineData("remove-all", DedupMode.RemoveAll, 0)]
    [InlineData("keep-first", DedupMode.KeepFirst, 0)]
    [InlineData("remove-all-window-2", DedupMode.RemoveAll, 2)]
    public async Task Every_document_of_a_build_is_what_the_published_rules_make_of_it(string mode, DedupMode dedupMode, int window)
    {
        using TemporaryFolder folder = new();
        string[] files = Directory.GetFiles(SharedData.PathOf("data/crawl/segments"), "*.warc.wet.gz", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        Recipe recipe = BuiltInRecipes.Load("ccnet");
        recipe = recipe.With(recipe.Stages.Single(s => s.Kind == "exact-dedup"), new ExactDedupOptions { Mode = dedupMode, Window = window });

        await Builds.RunAsync(Builds.Options(recipe, folder.Path, files) with { Workers = 2 });

        List<string> expected = [.. GoldenFile.Lines("crawl.tsv.gz").Where(line => line.StartsWith(mode + "\t", StringComparison.Ordinal)).Select(line => line[(mode.Length + 1)..])];
        var actual = new List<string>();
        foreach (Document document in CorpusDirectory.Documents(folder.Path))
        {
            actual.Add(string.Join(
                '\t',
                Encoding.UTF8.GetString(document.Url),
                Digest(document.Text, 12),
                Digest(Encoding.ASCII.GetBytes(string.Join(',', document.LineIds)), 8),
                document.Language,
                document.LanguageScore.ToString("0.00", CultureInfo.InvariantCulture)));
        }

        // Within a language the order is that of the input; the oracle lists all languages together.
        expected = [.. expected.GroupBy(Language, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(g => g)];
        expected.Count.ShouldBeGreaterThan(300);
        actual.ShouldBe(expected);
    }

    private static string Language(string line) => line.Split('\t')[3];

    private static string Digest(ReadOnlySpan<byte> bytes, int digits) => Convert.ToHexStringLower(SHA1.HashData(bytes))[..digits];
}
