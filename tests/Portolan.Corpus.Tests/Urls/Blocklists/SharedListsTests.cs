using System.Security.Cryptography;
using System.Text;
using Portolan.Corpus.Urls;
using Portolan.Corpus.Urls.Blocklists;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Urls.Blocklists;

/// <summary>Real lists, counted and asked as eng/blocklist_golden.py does.</summary>
public sealed class SharedListsTests : IDisposable
{
    private readonly Lists lists = new();

    public void Dispose() => lists.Dispose();

    [SharedDataFact]
    public void Every_line_of_UT1_is_a_rule_or_listed()
    {
        BlocklistBuildResult result = lists.Build([SharedData.PathOf("data/url/ut1")]);
        foreach (string[] row in Golden("ut1.txt"))
        {
            BlocklistSource? source = result.Sources.SingleOrDefault(s => s.List == row[0]);
            long rejected = result.Problems.Where(p => p.List == row[0]).Sum(p => p.Count);
            (source!.Domains + source.Urls + rejected).ShouldBe(long.Parse(row[1], null) + long.Parse(row[2], null), row[0]);
            source.Domains.ShouldBe(long.Parse(row[1], null), row[0]);
            rejected.ShouldBeLessThanOrEqualTo(50, row[0]);
        }

        result.Problems.ShouldAllBe(p => p.IsRejected && p.Reason == RuleParser.Fragment);
    }

    [SharedDataFact]
    public void EasyList_has_as_many_rules_of_each_kind_as_counted_elsewhere()
    {
        BlocklistBuildResult result = lists.Build(["ads=" + SharedData.PathOf("data/url/easylist.txt.gz")]);
        Dictionary<string, long> golden = Golden("easylist.txt").ToDictionary(row => row[0], row => long.Parse(row[1], null), StringComparer.Ordinal);
        long suffixes = result.Problems.Where(p => p.IsRejected).Sum(p => p.Count);
        suffixes.ShouldBeInRange(0, 3);
        (result.Sources.Where(s => !s.IsAllowed).Sum(s => s.Domains) + suffixes).ShouldBe(golden["host"]);
        result.Sources.Where(s => s.IsAllowed).Sum(s => s.Domains).ShouldBe(golden["exception"]);
        Count(RuleParser.Elements).ShouldBe(golden["elements"]);
        Count(RuleParser.Requests).ShouldBe(golden["requests"]);
        Count(RuleParser.Parts).ShouldBe(golden["parts"]);

        long Count(string reason) => result.Problems.Where(p => p.Reason == reason).Sum(p => p.Count);
    }

    [SharedDataFact]
    public void Categories_of_reference_domains_are_those_found_elsewhere()
    {
        lists.Build([SharedData.PathOf("data/url/ut1")]);
        using Blocklist list = Blocklist.Open(lists.Output);
        SortedSet<string> verdicts = new(StringComparer.Ordinal);
        SortedDictionary<string, int> categories = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(SharedData.PathOf("data/url/reference/wikipedia-reference-domains.tsv")).Skip(1))
        {
            string host = line.Split('\t')[1];
            string[] found = [.. Lists.Matches(list, $"http://{host}/").Where(m => m.Kind == BlocklistRuleKind.Domain).Select(m => m.Source.Category).Distinct().Order(StringComparer.Ordinal)];
            if (found.Length > 0 && verdicts.Add($"{host}\t{string.Join(',', found)}\n"))
            {
                foreach (string category in found)
                {
                    categories[category] = categories.GetValueOrDefault(category) + 1;
                }
            }
        }

        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(verdicts))));
        string.Concat(categories.Select(c => $"{c.Key}\t{c.Value}\n").Append($"sha256\t{digest}\n")).ShouldBe(File.ReadAllText(PathOf("verdicts.txt")));
    }

    [SharedDataFact]
    public void Every_rule_of_real_lists_fits_its_own_address()
    {
        lists.Build([SharedData.PathOf("data/url/ut1")]);
        using Blocklist list = Blocklist.Open(lists.Output);
        var url = new UrlNormalizer(new UrlNormalizerOptions { KeepTracking = true });
        foreach (string file in Directory.GetFiles(SharedData.PathOf("data/url/ut1"), "*", SearchOption.AllDirectories))
        {
            string category = Path.GetFileName(Path.GetDirectoryName(file)!);
            foreach (string line in File.ReadLines(file).Where(l => !l.Contains('#')))
            {
                url.TryNormalizeWithoutScheme(Encoding.UTF8.GetBytes(line)).ShouldBeTrue(line);
                list.Find(url).Any(m => m.Source.Category == category).ShouldBeTrue(line);
            }
        }
    }

    private static IEnumerable<string[]> Golden(string name) => File.ReadAllLines(PathOf(name)).Select(line => line.Split('\t'));

    private static string PathOf(string name) => Repository.PathOf("tests/Portolan.Corpus.Tests/Golden/Urls/" + name);
}
