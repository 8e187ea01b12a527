using System.Text;
using Portolan.Corpus.Urls;
using Portolan.Corpus.Urls.Blocklists;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Urls.Blocklists;

/// <summary>Lists in a folder, compiled and asked.</summary>
internal sealed class Lists : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Output => folder.File("out.blocklist");

    public string Write(string name, string text)
    {
        string path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string PathOf(string name) => folder.File(name);

    public BlocklistBuildResult Build(string[] lists, string[]? allow = null, string[]? categories = null, long memory = 128_000_000, bool keepSuffixes = false) =>
        BlocklistBuilder.Build(new BlocklistBuildOptions { Lists = lists, Allow = allow ?? [], Categories = categories ?? [], Output = Output, MemoryBytes = memory, KeepSuffixes = keepSuffixes });

    /// <summary>The matches for an address, each as "kind rule category list".</summary>
    public string[] Find(string url)
    {
        using Blocklist list = Blocklist.Open(Output);
        return [.. Matches(list, url).Select(m => $"{m.Kind} {m.Rule} {(m.Source.IsAllowed ? "allow" : m.Source.Category)} {m.Source.List}")];
    }

    public static IReadOnlyList<BlocklistMatch> Matches(Blocklist list, string url)
    {
        var normalizer = new UrlNormalizer(new UrlNormalizerOptions { KeepTracking = true });
        normalizer.TryNormalize(Encoding.UTF8.GetBytes(url)).ShouldBeTrue(url);
        IReadOnlyList<BlocklistMatch> matches = list.Find(normalizer);

        // The filter's way must agree with the one that explains.
        BlocklistVerdict verdict = new BlocklistDecision(list, []).Decide(normalizer, out int source);
        verdict.ShouldBe(matches.Any(m => m.Source.IsAllowed) ? BlocklistVerdict.Allowed : matches.Count > 0 ? BlocklistVerdict.Blocked : BlocklistVerdict.Unknown, url);
        if (verdict == BlocklistVerdict.Blocked)
        {
            list.Sources[source].ShouldBe(matches[0].Source);
        }

        return matches;
    }

    public void Dispose() => folder.Dispose();
}
