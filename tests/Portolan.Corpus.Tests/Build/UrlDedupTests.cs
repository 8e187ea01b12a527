using System.Text;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Tests.Readers;
using Portolan.Corpus.Urls;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Build;

/// <summary>The stage <c>url-dedup</c> in builds, against a set in memory.</summary>
public sealed class UrlDedupTests
{
    [Fact]
    public async Task The_first_document_of_an_address_stays_for_any_number_of_workers_and_any_memory()
    {
        using var folder = new TemporaryFolder();
        (string[] files, List<string> urls) = WriteCrawl(folder.Path, files: 7, documents: 60);
        List<string> expected = [];
        HashSet<string> met = new(StringComparer.Ordinal);
        var normalizer = new UrlNormalizer();
        for (int i = 0; i < urls.Count; i++)
        {
            if (!normalizer.TryNormalize(Encoding.UTF8.GetBytes(urls[i])) || met.Add(Encoding.ASCII.GetString(normalizer.Text)))
            {
                expected.Add(Name(i));
            }
        }

        expected.Count.ShouldBeInRange(50, 350);
        const string yaml = "name: x\nstages: [read, url-dedup, {length: {minimum: 1}}, exact-dedup, write]";
        Dictionary<string, string>? outputs = null;
        foreach ((int workers, long memory) in ((int, long)[])[(1, 100_000_000), (8, 100_000_000), (3, 1)])
        {
            string output = folder.File($"out{workers}");
            Manifest manifest = (await Builds.RunAsync(Builds.Options(yaml, output, files) with { Workers = workers, MemoryBytes = memory })).Manifest;
            Builds.Texts(output).ShouldBe(expected);
            manifest.Stages[1].Dropped.ShouldBe([new("url-duplicate", manifest.Stages[1].Dropped["url-duplicate"])]);
            manifest.Stages[1].Dropped["url-duplicate"].Documents.ShouldBe(urls.Count - expected.Count);
            manifest.Samples.ShouldContain(s => s.Stage == "url-dedup" && s.Reason == "url-duplicate");
            outputs ??= Builds.Outputs(output);
            Builds.Outputs(output).ShouldBe(outputs);
        }
    }

    [Fact]
    public async Task It_works_behind_other_stages_and_twice()
    {
        using var folder = new TemporaryFolder();
        (string[] files, List<string> urls) = WriteCrawl(folder.Path, files: 3, documents: 40);
        const string yaml = "name: x\nstages: [read, {url-filter: {words: none, drop-without-url: true}}, exact-dedup, url-dedup, {url-dedup: {ignore-scheme: true, ignore-www: true, sort-query: true}}, write]";
        string output = folder.File("out");
        Manifest manifest = (await Builds.RunAsync(Builds.Options(yaml, output, files))).Manifest;
        manifest.Stages.Select(s => s.Stage).ShouldBe(["read", "url-filter", "exact-dedup", "url-dedup", "url-dedup-2", "write"]);
        manifest.Stages[1].Dropped["no-url"].Documents.ShouldBe(urls.Count(u => !new UrlNormalizer().TryNormalize(Encoding.UTF8.GetBytes(u))));
        manifest.Stages[3].Dropped["url-duplicate"].Documents.ShouldBeGreaterThan(0);
        var normalizer = new UrlNormalizer(new UrlNormalizerOptions { IgnoreScheme = true, IgnoreWww = true, SortQuery = true });
        int different = urls.Where(u => normalizer.TryNormalize(Encoding.UTF8.GetBytes(u))).Select(u =>
        {
            normalizer.TryNormalize(Encoding.UTF8.GetBytes(u));
            return Encoding.ASCII.GetString(normalizer.Text);
        }).Distinct(StringComparer.Ordinal).Count();
        manifest.Stages[^1].DocumentsOut.ShouldBe(different);
    }

    [Fact]
    public async Task Settings_are_part_of_the_work()
    {
        using var folder = new TemporaryFolder();
        (string[] files, _) = WriteCrawl(folder.Path, files: 1, documents: 20);
        List<string> keys = [];
        foreach (string settings in (string[])["", "{keep-tracking: true}", "{sort-query: true}", "{ignore-scheme: true}", "{ignore-www: true}"])
        {
            keys.Add((await Builds.RunAsync(Builds.Options($"name: x\nstages: [read, url-dedup: {settings}, write]".Replace("url-dedup: ,", "url-dedup,"), folder.File("out" + keys.Count), files))).Manifest.BuildKey);
        }

        keys.ShouldBeUnique();
    }

    // Digits are all alike to the deduplication of lines.
    private static string Name(int number) => string.Concat(number.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)(digit - '0' + 'k')));

    private static (string[] Files, List<string> Urls) WriteCrawl(string folder, int files, int documents)
    {
        var random = new Random(17);
        List<string> paths = [], urls = [];
        for (int file = 0; file < files; file++)
        {
            List<byte> bytes = [];
            for (int i = 0; i < documents; i++)
            {
                string path = $"/{random.Next(40)}";
                string url = random.Next(8) switch
                {
                    0 => $"HTTP://Host.example:80/x/..{path}",
                    1 => $"https://host.example{path}",
                    2 => $"http://www.host.example{path}?b=1&a=2",
                    3 => $"http://host.example{path}?utm_source=s{i}",
                    4 => $"http://host.example{path}#part{i}",
                    5 => $"dns:{random.Next(3)}",
                    _ => $"http://host.example{path}",
                };
                urls.Add(url);
                bytes.AddRange(ArchiveBuilder.Gzip(new ArchiveBuilder().Record(url, $"Title\n{Name(urls.Count - 1)}\nand a line\n").ToArray()));
            }

            paths.Add(Path.Combine(folder, $"crawl-{file}.warc.wet.gz"));
            File.WriteAllBytes(paths[^1], [.. bytes]);
        }

        return ([.. paths], urls);
    }
}
