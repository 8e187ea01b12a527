using System.Text;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Corpus.Tests.Readers;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Build;

public sealed class InterruptedBuildTests
{
    // The first pass reads its documents again from the input, the second keeps them under work/.
    private const string TwoPasses = "name: two\nstages: [read, {exact-dedup: {mode: keep-first}}, {length: {minimum: 20}}, exact-dedup, write]";

    [Fact]
    public async Task A_build_that_was_cancelled_anywhere_goes_on_to_the_same_result()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 4, 130);
        BuildCompleted undisturbed = await Builds.RunAsync(Builds.Options(Builds.PlainRecipe, folder.File("whole"), files));
        int events = 0;
        await foreach (CorpusEvent one in new CorpusBuild(Builds.Options(Builds.PlainRecipe, folder.File("count"), files) with { Workers = 1 }).RunAsync())
        {
            events++;
        }

        var random = new Random(3);
        int[] stops = [1, 2, .. Enumerable.Range(0, 7).Select(_ => random.Next(1, events)), events - 1];
        int resumed = 0;
        foreach (int stop in stops)
        {
            string output = folder.File($"stopped-{stop}-{random.Next()}");
            CorpusBuildOptions options = Builds.Options(Builds.PlainRecipe, output, files) with { Workers = 1 + stop % 3 };
            for (int attempt = 0; attempt < 3; attempt++)
            {
                await CancelAfterAsync(options, stop);
            }

            BuildCompleted completed = await Builds.RunAsync(options);

            resumed += completed.Manifest.Run.ResumedNodes;
            Builds.Outputs(output).ShouldBe(Builds.Outputs(folder.File("whole")), $"stopped at event {stop} of {events}");
            Builds.Comparable(completed.Manifest).ShouldBe(Builds.Comparable(undisturbed.Manifest));
            Directory.Exists(Path.Combine(output, "work")).ShouldBeFalse();
            Directory.GetFiles(output, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
        }

        resumed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Manifest_and_report_come_last()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 2, 20);
        await foreach (CorpusEvent one in new CorpusBuild(Builds.Options(Builds.PlainRecipe, folder.File("out"), files)).RunAsync())
        {
            bool last = one is BuildCompleted;
            File.Exists(folder.File("out/manifest.json")).ShouldBe(last);
            File.Exists(folder.File("out/report.html")).ShouldBe(last);
        }
    }

    [Theory]
    [InlineData("hashes", true)]
    [InlineData("jsonl.gz", true)]
    [InlineData("routes", true)]
    [InlineData("hashes", false)]
    [InlineData("routes", false)]
    [InlineData("jsonl.gz", false)]
    public async Task A_work_file_that_was_cut_or_removed_is_made_again(string ending, bool cut)
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 3, 40);
        await Builds.RunAsync(Builds.Options(TwoPasses, folder.File("whole"), files));
        CorpusBuildOptions options = Builds.Options(TwoPasses, folder.File("out"), files) with { KeepWork = true };
        await Builds.RunAsync(options);

        // As if the build had been killed before the manifest, and the disk had then lost something.
        File.Delete(folder.File("out/manifest.json"));
        string victim = Directory.GetFiles(folder.File("out/work"), "*." + ending, SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        if (cut)
        {
            using FileStream stream = File.OpenWrite(victim);
            stream.SetLength(stream.Length / 2);
        }
        else
        {
            File.Delete(victim);
        }

        BuildCompleted completed = await Builds.RunAsync(options);

        completed.WasComplete.ShouldBeFalse();
        Builds.Outputs(folder.File("out")).ShouldBe(Builds.Outputs(folder.File("whole")));
    }

    [Fact]
    public async Task An_input_that_changed_between_two_runs_is_read_again()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 3, 40);
        CorpusBuildOptions options = Builds.Options(Builds.PlainRecipe, folder.File("out"), files);
        await CancelAfterAsync(options with { Workers = 1 }, 4);
        File.WriteAllBytes(files[0], ArchiveBuilder.Gzip(new ArchiveBuilder().Record("http://new/", "New\nA page that was not there when the build began, long enough\n").ToArray()));

        options = Builds.Options(Builds.PlainRecipe, folder.File("out"), files);
        await Builds.RunAsync(options);

        await Builds.RunAsync(Builds.Options(Builds.PlainRecipe, folder.File("fresh"), files));
        Builds.Outputs(folder.File("out")).ShouldBe(Builds.Outputs(folder.File("fresh")));
        Builds.Texts(folder.File("out"))[0].ShouldStartWith("A page that was not there");
    }

    [Fact]
    public async Task Damaged_archives_are_reported_with_their_place_and_all_else_is_kept()
    {
        using TemporaryFolder folder = new();
        string[] good = Builds.WriteCrawl(folder.Path, 2, 30);
        await Builds.RunAsync(Builds.Options(Builds.PlainRecipe, folder.File("good"), good));
        byte[] member = ArchiveBuilder.Gzip(new ArchiveBuilder().Record("http://cut/", "T\nThis record is cut in the middle of its compressed bytes, alas, alas\n").ToArray());
        byte[] whole = ArchiveBuilder.Gzip(new ArchiveBuilder().Record("http://kept/", "T\nThis record stands before the one that is cut, and is kept as it is\n").ToArray());
        string truncated = folder.Write("cut.warc.wet.gz", [.. whole, .. member[..(member.Length / 2)]]);
        string html = folder.Write("page.warc.wet.gz", Encoding.UTF8.GetBytes("<!DOCTYPE html><html><title>503 Slow down</title></html>"));
        string empty = folder.Write("empty.warc.wet.gz", []);
        string[] files = [good[0], html, truncated, empty, good[1]];

        Manifest manifest = (await Builds.RunAsync(Builds.Options(Builds.PlainRecipe, folder.File("out"), files))).Manifest;

        Builds.Texts(folder.File("out")).Order(StringComparer.Ordinal).ShouldBe(
            Builds.Texts(folder.File("good")).Append("This record stands before the one that is cut, and is kept as it is").Order(StringComparer.Ordinal));
        manifest.Rejected.Select(r => r.File).Distinct(StringComparer.Ordinal).ShouldBe([html, truncated, empty], ignoreOrder: true);
        manifest.Rejected.Where(r => r.File == truncated).ShouldAllBe(r => r.Offset >= whole.Length);
        manifest.Inputs.Count.ShouldBe(5);
        File.ReadAllText(folder.File("out/report.html")).ShouldContain("What could not be read");
    }

    [Fact]
    public async Task Nothing_readable_at_all_is_an_error()
    {
        using TemporaryFolder folder = new();
        string html = folder.Write("page.warc.wet.gz", Encoding.UTF8.GetBytes("<!DOCTYPE html>"));

        CorpusException error = await Should.ThrowAsync<CorpusException>(() => Builds.RunAsync(Builds.Options(Builds.PlainRecipe, folder.File("out"), html)));

        error.Path.ShouldBe(html);
        error.Message.ShouldContain("no document could be read");
        File.Exists(folder.File("out/manifest.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_input_that_vanished_ends_the_build_and_its_return_mends_it()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 2, 20);
        CorpusBuildOptions options = Builds.Options(Builds.PlainRecipe, folder.File("out"), files);
        File.Move(files[1], files[1] + ".away");

        (await Should.ThrowAsync<CorpusException>(() => Builds.RunAsync(options))).Message.ShouldContain(files[1]);

        File.Move(files[1] + ".away", files[1]);
        (await Builds.RunAsync(options)).Manifest.Inputs.Count.ShouldBe(2);
        InputFile.FromPath(files[1]).ShouldBe(options.Inputs[1]);
    }

    private static async Task CancelAfterAsync(CorpusBuildOptions options, int events)
    {
        using var source = new CancellationTokenSource();
        try
        {
            int seen = 0;
            await foreach (CorpusEvent one in new CorpusBuild(options).RunAsync(source.Token))
            {
                if (++seen == events)
                {
                    await source.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
