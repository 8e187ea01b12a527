using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Corpus.Tests.Readers;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Build;

public sealed class CorpusBuildTests
{
    private const string TwoDeduplications = """
        name: twice
        stages:
          - read: {kind: wet}
          - exact-dedup: {mode: keep-first, window: 2}
          - length: {minimum: 20}
          - exact-dedup: {mode: remove-all}
          - write: {shard-size: 4KB}
        """;

    [Theory]
    [InlineData(Builds.PlainRecipe)]
    [InlineData(TwoDeduplications)]
    public async Task Workers_and_memory_do_not_change_a_byte(string recipe)
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, files: 5, documents: 60);
        Dictionary<string, string>? first = null;
        string? manifest = null;
        foreach ((int workers, long memory) in ((int, long)[])[(1, 1_000_000_000), (2, 1), (8, 1_000_000), (8, 1)])
        {
            string output = folder.File($"out-{workers}-{memory}");

            BuildCompleted completed = await Builds.RunAsync(Builds.Options(recipe, output, files) with { Workers = workers, MemoryBytes = memory });

            first ??= Builds.Outputs(output);
            manifest ??= Builds.Comparable(completed.Manifest);
            Builds.Outputs(output).ShouldBe(first);
            Builds.Comparable(completed.Manifest).ShouldBe(manifest);
        }

        first!.Count.ShouldBeGreaterThan(0);
        Directory.GetFileSystemEntries(folder.File("out-8-1")).Select(Path.GetFileName)
            .ShouldBe([".lock", "manifest.json", "report.html", .. first.Keys], ignoreOrder: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Lines_are_those_that_a_naive_program_keeps(int window)
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, files: 5, documents: 40, seed: 5);
        string recipe = $$"""
            name: all
            stages:
              - read
              - exact-dedup: {mode: remove-all, window: {{window}}}
              - write
            """;
        await Builds.RunAsync(Builds.Options("name: copy\nstages: [read, write]", folder.File("copy"), files));

        await Builds.RunAsync(Builds.Options(recipe, folder.File("out"), files));

        // Addresses end in /file/number.
        List<(int File, string Text)> all = [];
        foreach (Document document in CorpusDirectory.Documents(folder.File("copy")))
        {
            all.Add((int.Parse(document.ToString().Split('/')[3], System.Globalization.CultureInfo.InvariantCulture), System.Text.Encoding.UTF8.GetString(document.Text)));
        }

        List<string> expected = [];
        foreach (IGrouping<int, (int File, string Text)> group in all.GroupBy(d => window == 0 ? 0 : d.File / window))
        {
            var holders = group.SelectMany(d => d.Text.Split('\n').Select(Naive).Distinct(StringComparer.Ordinal)).GroupBy(l => l, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
            expected.AddRange(group.Select(d => d.Text.Split('\n').DistinctBy(Naive, StringComparer.Ordinal).Where(l => holders[Naive(l)] == 1).ToArray())
                .Where(lines => lines.Length > 0).Select(lines => string.Join('\n', lines)));
        }

        Builds.Texts(folder.File("out")).ShouldBe(expected);
    }

    // Of these lines the normaliser changes letter case and ASCII digits, and nothing else.
    private static string Naive(string line) => System.Text.RegularExpressions.Regex.Replace(line.Trim().ToLowerInvariant(), "[0-9]", "0");

    [Fact]
    public async Task A_finished_build_is_recognised_and_nothing_is_done_again()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 2, 20);
        CorpusBuildOptions options = Builds.Options(Builds.PlainRecipe, folder.File("out"), files);
        BuildCompleted first = await Builds.RunAsync(options);
        byte[] manifest = File.ReadAllBytes(first.ManifestPath);

        BuildCompleted second = await Builds.RunAsync(options with { Workers = 5, MemoryBytes = 12345 });

        first.WasComplete.ShouldBeFalse();
        second.WasComplete.ShouldBeTrue();
        File.ReadAllBytes(second.ManifestPath).ShouldBe(manifest);
        File.Exists(second.ReportPath).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_recipe_or_another_input_in_the_directory_of_a_finished_build_is_refused()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 2, 20);
        CorpusBuildOptions options = Builds.Options(Builds.PlainRecipe, folder.File("out"), files);
        await Builds.RunAsync(options);
        Dictionary<string, string> outputs = Builds.Outputs(folder.File("out"));

        foreach (CorpusBuildOptions other in (CorpusBuildOptions[])
            [
                options with { Recipe = RecipeReader.Read(Builds.PlainRecipe.Replace("minimum: 40", "minimum: 41", StringComparison.Ordinal), "other") },
                options with { Inputs = [options.Inputs[0]] },
                options with { Inputs = [options.Inputs[1], options.Inputs[0]] },
            ])
        {
            CorpusException error = await Should.ThrowAsync<CorpusException>(() => Builds.RunAsync(other));
            error.Message.ShouldContain("from other inputs or settings");
            error.Hint.ShouldNotBeNull();
        }

        Builds.Outputs(folder.File("out")).ShouldBe(outputs);
    }

    [Fact]
    public async Task The_second_of_two_builds_into_one_directory_is_refused_while_the_first_runs()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 3, 30);
        CorpusBuildOptions options = Builds.Options(Builds.PlainRecipe, folder.File("out"), files);
        IAsyncEnumerator<CorpusEvent> first = new CorpusBuild(options).RunAsync().GetAsyncEnumerator();
        (await first.MoveNextAsync()).ShouldBeTrue();

        (await Should.ThrowAsync<StorageException>(() => Builds.RunAsync(options))).Message.ShouldContain("in use");

        // Leaving the enumeration ends the work and unlocks the directory; what was finished is used.
        await first.DisposeAsync();
        (await Builds.RunAsync(options)).WasComplete.ShouldBeFalse();
    }

    [Fact]
    public async Task Languages_can_be_chosen_only_with_a_language_stage()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 1, 5);
        Should.Throw<CorpusException>(() => new CorpusBuild(Builds.Options(Builds.PlainRecipe, folder.File("out"), files) with { Languages = ["en"] }))
            .Message.ShouldContain("no language stage");
        Should.Throw<CorpusException>(() => new CorpusBuild(Builds.Options(Builds.PlainRecipe, folder.File("out")))).Message.ShouldContain("nothing to read");
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Only_the_chosen_languages_are_written_and_the_rest_is_counted()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 2, 40);
        CorpusBuildOptions options = Builds.Options("name: l\nstages: [read, {length: {minimum: 60}}, language, write]", folder.File("out"), files);

        Manifest manifest = (await Builds.RunAsync(options with { Languages = ["de", "fr"] })).Manifest;

        manifest.Outputs.Select(o => o.Name).ShouldBe(["de_all_0000.json.gz", "fr_all_0000.json.gz"]);
        StageCounts language = manifest.Stages.Single(s => s.Stage == "language");
        language.Dropped["language-not-wanted"].Documents.ShouldBeGreaterThan(0);
        manifest.Languages.Sum(l => l.Documents).ShouldBe(language.DocumentsOut);
        foreach (Document document in CorpusDirectory.Documents(folder.File("out"), "de"))
        {
            document.Language.ShouldBe("de");
        }

        // An own recipe may name the languages itself.
        CorpusBuildOptions own = Builds.Options("name: l\nstages: [read, {length: {minimum: 60}}, {language: {languages: [fr, de]}}, write]", folder.File("own"), files);
        await Builds.RunAsync(own);
        Builds.Outputs(folder.File("own")).ShouldBe(Builds.Outputs(folder.File("out")));
    }

    [Fact]
    public async Task A_build_that_keeps_nothing_still_says_so()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 2, 10);
        string recipe = Builds.PlainRecipe.Replace("minimum: 40", "minimum: 1_000_000", StringComparison.Ordinal);

        BuildCompleted completed = await Builds.RunAsync(Builds.Options(recipe, folder.File("out"), files));

        completed.Manifest.Outputs.ShouldBeEmpty();
        completed.Manifest.Stages[^1].DocumentsOut.ShouldBe(0);
        Builds.Outputs(folder.File("out")).ShouldBeEmpty();
        Builds.Texts(folder.File("out")).ShouldBeEmpty();
        File.ReadAllText(completed.ReportPath).ShouldContain("No document was kept");
    }

    [Fact]
    public async Task The_output_of_a_build_can_be_the_input_of_the_next()
    {
        using TemporaryFolder folder = new();
        string[] files = Builds.WriteCrawl(folder.Path, 3, 30);
        await Builds.RunAsync(Builds.Options(Builds.PlainRecipe, folder.File("one"), files));
        string[] written = Directory.GetFiles(folder.File("one"), "*.json.gz");

        await Builds.RunAsync(Builds.Options("name: copy\nstages: [{read: {kind: jsonl}}, write]", folder.File("two"), written));
        await Builds.RunAsync(Builds.Options("name: again\nstages: [{read: {kind: jsonl}}, exact-dedup, write]", folder.File("three"), written));

        // Nothing is repeated any more and line numbers are kept: only the borders of gzip members differ.
        Unzip(folder.File("two/unknown_all_0000.json.gz")).ShouldBe(Unzip(written.Single()));
        Unzip(folder.File("three/unknown_all_0000.json.gz")).ShouldBe(Unzip(written.Single()));
    }

    [Fact]
    public async Task A_record_with_a_title_alone_does_not_shift_the_verdicts_of_the_next()
    {
        using TemporaryFolder folder = new();
        byte[] archive = new ArchiveBuilder().Record("http://a/", "Only a title\n").Record("http://b/", "Title\nmine\nshared\n")
            .Record("http://c/", "Only a title").Record("http://d/", "Title\nshared\nyours\n").ToArray();
        string path = folder.Write("a.warc.wet", archive);

        Manifest manifest = (await Builds.RunAsync(Builds.Options("name: x\nstages: [read, exact-dedup, write]", folder.File("out"), path))).Manifest;

        Builds.Texts(folder.File("out")).ShouldBe(["mine", "", "yours"]);
        manifest.Stages[1].Dropped["duplicate"].Documents.ShouldBe(1);
    }

    [Fact]
    public async Task A_language_that_is_a_path_does_not_leave_the_output_directory()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("in.jsonl", """
            {"raw_content":"one","language":"../../evil"}
            {"raw_content":"two","language":"/tmp/evil"}
            {"raw_content":"three","language":""}
            {"raw_content":"four","language":"zh-Hant"}

            """);

        Manifest manifest = (await Builds.RunAsync(Builds.Options("name: x\nstages: [{read: {kind: jsonl}}, write]", folder.File("out"), path))).Manifest;

        manifest.Outputs.Select(o => (o.Name, o.Documents)).ShouldBe([("unknown_all_0000.json.gz", 3), ("zh-Hant_all_0000.json.gz", 1)]);
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ShouldNotContain(name => name.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_too_large_for_a_line_is_rejected_and_the_rest_is_kept()
    {
        using TemporaryFolder folder = new();
        byte[] controls = new byte[12_000_000];
        "T\n"u8.CopyTo(controls);
        controls.AsSpan(2).Fill(1);
        byte[] archive = [.. ArchiveBuilder.Gzip(new ArchiveBuilder().Record("http://a/", "T\nfirst line\n").ToArray()),
            .. ArchiveBuilder.Gzip(new ArchiveBuilder().Record("conversion", "http://b/", controls).ToArray()),
            .. ArchiveBuilder.Gzip(new ArchiveBuilder().Record("http://c/", "T\nlast line\n").ToArray())];
        string path = folder.Write("a.warc.wet.gz", archive);

        Manifest manifest = (await Builds.RunAsync(Builds.Options("name: x\nstages: [read, exact-dedup, write]", folder.File("out"), path))).Manifest;

        Builds.Texts(folder.File("out")).ShouldBe(["first line", "last line"]);
        manifest.Rejected.Single().Offset.ShouldBe(ArchiveBuilder.Gzip(new ArchiveBuilder().Record("http://a/", "T\nfirst line\n").ToArray()).Length);
        manifest.Rejected.Single().Reason.ShouldContain("as JSON");
    }

    [Fact]
    public async Task Text_is_written_as_it_is_and_not_in_escapes()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("a.warc.wet", new ArchiveBuilder().Record("http://a/", "T\n😀 \u00e4 \u2028 <b>&amp;'+\n").ToArray());

        await Builds.RunAsync(Builds.Options("name: x\nstages: [read, write]", folder.File("out"), path));

        Unzip(folder.File("out/unknown_all_0000.json.gz")).ShouldContain("\"raw_content\":\"😀 \u00e4 \u2028 <b>&amp;'+\"");
    }

    private static string Unzip(string path)
    {
        using var reader = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
