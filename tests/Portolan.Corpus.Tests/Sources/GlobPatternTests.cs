using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Sources;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("*.gz", "a.gz", true)]
    [InlineData("*.gz", "a/b.gz", false)]
    [InlineData("*.gz", ".gz", false)]
    [InlineData(".*", ".gz", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("[a-c]1", "b1", true)]
    [InlineData("[!a-c]1", "b1", false)]
    [InlineData("[^a-c]1", "d1", true)]
    [InlineData("[]]1", "]1", true)]
    [InlineData("[a-]1", "-1", true)]
    [InlineData("[ab", "[ab", true)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("**/c", "c", true)]
    [InlineData("**/c", "a/b/c", true)]
    [InlineData("a/**/c", "a/c", true)]
    [InlineData("a/**/c", "a/.hidden/c", false)]
    [InlineData("a/**/c/**/e", "a/b/c/d/c/e", true)]
    [InlineData("/a/*", "a/b", false)]
    [InlineData("A*", "ab", false)]
    public void Patterns_match_as_shells_have_it(string pattern, string path, bool matches) =>
        new GlobPattern(pattern).IsMatch(path).ShouldBe(matches);

    [Fact]
    public void Matcher_agrees_with_the_definition_on_random_patterns()
    {
        var random = new Random(11);
        int matched = 0;
        for (int i = 0; i < 60_000; i++)
        {
            string pattern = RandomText(random, ["a", "b", ".", "*", "*", "?", "[ab]", "[!a]", "[a-b]", "[", "]", "/", "/**/", "**/"], 7);
            string path = RandomText(random, ["a", "b", ".", "/", "[", "]"], 7);
            bool expected = NaiveMatch(pattern, path);
            matched += expected ? 1 : 0;
            new GlobPattern(pattern).IsMatch(path).ShouldBe(expected, $"pattern {pattern}, path {path}");
        }

        // A property that never meets a match would say nothing.
        matched.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Many_stars_take_no_exponential_time() =>
        GlobPattern.SegmentMatches(string.Concat(Enumerable.Repeat("*a", 60)), new string('a', 200) + "b").ShouldBeFalse();

    [Fact]
    public void Expansion_finds_exactly_the_files_that_match()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        for (int i = 0; i < 60; i++)
        {
            string name = RandomText(random, ["a", "b", "c.x", "d/", "e/"], 5).Trim('/');
            if (name.Length > 0 && !Path.Exists(folder.File(name)) && !HasFileOnTheWay(folder, name))
            {
                folder.Write(name, "x");
            }
        }

        string[] all = [.. Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories)];
        all.Length.ShouldBeGreaterThan(20);
        foreach (string pattern in new[] { "*", "**", "*/*", "**/*.x", "d/**", "**/e/*", "[ab]*", "?", "**/d/**/a*" })
        {
            string full = folder.File(pattern);
            string[] expected = [.. all.Where(path => NaiveMatch(full, path)).Order(StringComparer.Ordinal)];
            string[] found = [.. new GlobPattern(full).Expand(CancellationToken.None)
                .Where(path => path.TrimEnd('/') != folder.Path && !full.Equals(path + "/**", StringComparison.Ordinal))];
            found.ShouldBe(expected.Where(path => !full.Equals(path + "/**", StringComparison.Ordinal)), pattern);
        }
    }

    private static bool HasFileOnTheWay(TemporaryFolder folder, string name)
    {
        for (string? parent = Path.GetDirectoryName(name); !string.IsNullOrEmpty(parent); parent = Path.GetDirectoryName(parent))
        {
            if (File.Exists(folder.File(parent)))
            {
                return true;
            }
        }

        return false;
    }

    private static string RandomText(Random random, string[] pieces, int maxCount) =>
        string.Concat(Enumerable.Range(0, random.Next(1, maxCount)).Select(_ => pieces[random.Next(pieces.Length)]));

    // The definition, word for word and in exponential time.
    private static bool NaiveMatch(string pattern, string path) =>
        pattern.StartsWith('/') == path.StartsWith('/')
        && Segments(pattern.Split('/', StringSplitOptions.RemoveEmptyEntries), path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    private static bool Segments(string[] pattern, string[] path)
    {
        if (pattern.Length == 0)
        {
            return path.Length == 0;
        }

        if (pattern[0] == "**")
        {
            return Segments(pattern[1..], path) || (path.Length > 0 && path[0][0] != '.' && Segments(pattern, path[1..]));
        }

        return path.Length > 0
            && (path[0][0] != '.' || pattern[0][0] == '.')
            && Characters(pattern[0], path[0])
            && Segments(pattern[1..], path[1..]);
    }

    private static bool Characters(string pattern, string name)
    {
        if (pattern.Length == 0)
        {
            return name.Length == 0;
        }

        if (pattern[0] == '*')
        {
            return Enumerable.Range(0, name.Length + 1).Any(i => Characters(pattern[1..], name[i..]));
        }

        if (name.Length == 0)
        {
            return false;
        }

        int close = pattern[0] != '[' ? -1 : pattern.IndexOf(']', Math.Min(pattern.Length, pattern.Length > 1 && pattern[1] is '!' or '^' ? 3 : 2));
        if (close > 0)
        {
            string set = pattern[1..close];
            bool negated = set[0] is '!' or '^';
            set = negated ? set[1..] : set;
            var members = new HashSet<char>();
            for (int i = 0; i < set.Length; i++)
            {
                if (i + 2 < set.Length && set[i + 1] == '-')
                {
                    for (char c = set[i]; c <= set[i + 2]; c++)
                    {
                        members.Add(c);
                    }

                    i += 2;
                }
                else
                {
                    members.Add(set[i]);
                }
            }

            return members.Contains(name[0]) != negated && Characters(pattern[(close + 1)..], name[1..]);
        }

        return (pattern[0] == '?' || pattern[0] == name[0]) && Characters(pattern[1..], name[1..]);
    }
}
