using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Tests.Build;
using Portolan.Corpus.Tests.Pages;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.BadInput;

/// <summary>Real pages with seeded damage, and pages made to hang or exhaust an extractor, through whole builds.</summary>
public sealed class BadPagesTests : IDisposable
{
    private const string Recipe = "name: bad\nstages:\n  - read: {kind: warc}\n  - extract: {extractor: EXTRACTOR}\n  - write\n";

    // Ten times what the slowest takes where two builds share the cores.
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Hostile
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string page in HostilePages.Names)
            {
                data.Add("precise", page);
            }

            foreach (string page in (string[])["nested-div", "nested-table", "many-attributes", "long-line"])
            {
                data.Add("everything", page);
                data.Add("justext", page);
            }

            return data;
        }
    }

    public void Dispose() => folder.Dispose();

    [SharedDataFact]
    public async Task Every_page_and_a_seeded_mutation_of_it_go_through()
    {
        string[] pages = [.. Directory.GetFiles(SharedData.PathOf("data/html"), "*.html.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        pages.Length.ShouldBeGreaterThan(500);
        var random = new Random(5);
        List<string> files = [];
        foreach (string[] part in pages.Chunk(150))
        {
            var archive = new PageArchive();
            foreach (string path in part)
            {
                byte[] html = Unzip(path);
                string address = $"http://{files.Count}.example/{Path.GetFileName(path)}";
                archive.Page(address, html).Page(address + "?mutated", Mutation.Of(html, random));
            }

            files.Add(folder.Write($"{files.Count}.warc", archive.ToArray()));
        }

        Manifest manifest = await BuildAsync("precise", [.. files]);
        BadArchivesTests.ShouldBalance(manifest, expected: 2 * pages.Length);
        manifest.Rejected.ShouldBeEmpty();

        // Damage in a few places does not make a page unreadable.
        manifest.Stages[^1].DocumentsOut.ShouldBeGreaterThan(2 * pages.Length * 9 / 10);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_page_made_to_hang_the_extractor_takes_its_time_and_no_more(string extractor, string page)
    {
        string good = PageArchive.Article("Depths", "en", string.Concat(Enumerable.Repeat("The harbour master wrote down the depth of every channel before noon. ", 10)));
        string file = folder.Write("a.warc", new PageArchive().Page("http://a.example/1", good).Page("http://a.example/2", HostilePages.Make(page)).Page("http://a.example/3", good).ToArray());
        long started = Stopwatch.GetTimestamp();
        Manifest manifest = await BuildAsync(extractor, file);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(longest);
        BadArchivesTests.ShouldBalance(manifest, expected: 3);
        manifest.Stages[^1].DocumentsOut.ShouldBeGreaterThanOrEqualTo(2);
        manifest.Rejected.ShouldBeEmpty();
    }

    private async Task<Manifest> BuildAsync(string extractor, params string[] files) =>
        (await Builds.RunAsync(Builds.Options(Recipe.Replace("EXTRACTOR", extractor, StringComparison.Ordinal), folder.File("out"), files))).Manifest;

    private static byte[] Unzip(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
