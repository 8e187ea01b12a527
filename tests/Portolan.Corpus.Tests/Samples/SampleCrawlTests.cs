using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Samples;

public class SampleCrawlTests
{
    private static readonly string Crawl = Repository.PathOf("samples/crawl");

    [Fact]
    public void Regenerating_gives_the_checked_in_crawl_and_the_table_of_its_readme()
    {
        using TemporaryFolder folder = new();

        string table = Generate(folder.Path);

        string[] generated = FilesBelow(folder.Path);
        string[] checkedIn = FilesBelow(Crawl).Where(name => !name.StartsWith("texts/", StringComparison.Ordinal) && name != "README.md").ToArray();
        generated.ShouldBe(checkedIn);
        foreach (string name in generated)
        {
            byte[] expected = Content(Path.Combine(Crawl, name));
            byte[] actual = Content(folder.File(name));
            actual.AsSpan().SequenceEqual(expected).ShouldBeTrue($"{name} differs from what the texts give; regenerate samples/crawl");
        }

        File.ReadAllText(Path.Combine(Crawl, "README.md")).ShouldContain(table);
    }

    [Fact]
    public void Training_gives_the_checked_in_language_models()
    {
        using TemporaryFolder folder = new();

        Run(BuiltGenerator(), "--model-texts", "samples/language-models/texts", "--models", folder.Path);

        string[] trained = FilesBelow(folder.Path);
        trained.ShouldBe(["de.plm", "de.sp.model", "en.plm", "en.sp.model", "manifest.json"]);
        foreach (string name in trained)
        {
            File.ReadAllBytes(folder.File(name)).AsSpan().SequenceEqual(File.ReadAllBytes(Repository.PathOf("samples/language-models/" + name)))
                .ShouldBeTrue($"{name} differs from what the texts give; train samples/language-models again");
        }
    }

    [Fact]
    public void Each_gzip_member_is_one_record_and_its_digests_are_right()
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (string path in Archives())
        {
            List<SampleRecord> records = SampleArchive.Read(path);
            records[0].Type.ShouldBe("warcinfo");
            records[0].Headers["WARC-Filename"].ShouldBe(Path.GetFileName(path));
            foreach (SampleRecord record in records)
            {
                ids.Add(record.Id).ShouldBeTrue($"{record.Id} occurs twice");
                record.Headers["WARC-Block-Digest"].ShouldBe(SampleArchive.Digest(record.Block));
                if (record.Type == "response")
                {
                    int bodyAt = record.Block.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
                    record.Headers["WARC-Payload-Digest"].ShouldBe(SampleArchive.Digest(record.Block[bodyAt..]));
                    Encoding.ASCII.GetString(record.Block, 0, bodyAt).ShouldContain($"Content-Length: {record.Block.Length - bodyAt}\r\n");
                }
            }
        }
    }

    [Fact]
    public void Each_capture_of_the_truth_file_is_in_the_archives()
    {
        var records = Archives().SelectMany(SampleArchive.Read).ToList();
        string[] responses = records.Where(record => record.Type == "response").Select(record => record.Id).Order(StringComparer.Ordinal).ToArray();
        string[] conversions = records.Where(record => record.Type == "conversion").Select(record => record.Headers["WARC-Refers-To"]).Order(StringComparer.Ordinal).ToArray();
        List<JsonElement> truth = Truth();

        truth.Select(line => line.GetProperty("record").GetString()!).Order(StringComparer.Ordinal).ShouldBe(responses);
        truth.Where(line => line.GetProperty("wet").GetBoolean()).Select(line => line.GetProperty("record").GetString()!)
            .Order(StringComparer.Ordinal).ShouldBe(conversions);
        records.Count(record => record.Type == "request").ShouldBe(responses.Length);
        records.Count(record => record.Type == "metadata").ShouldBe(responses.Length);
    }

    [Fact]
    public void The_crawl_has_the_size_and_the_troubles_that_it_promises()
    {
        List<JsonElement> truth = Truth();
        string[] Values(string name) => truth.Select(line => line.GetProperty(name)).Where(value => value.ValueKind == JsonValueKind.String)
            .Select(value => value.GetString()!).Distinct(StringComparer.Ordinal).ToArray();

        truth.Count(line => line.GetProperty("kind").GetString() == "page").ShouldBeGreaterThanOrEqualTo(150);
        foreach (string language in (string[])["en", "de", "fr", "es", "it", "pt"])
        {
            truth.Count(line => line.GetProperty("kind").GetString() == "page" && line.GetProperty("language").GetString() == language).ShouldBeGreaterThanOrEqualTo(10);
        }

        Values("host").Length.ShouldBeGreaterThanOrEqualTo(25);
        Values("language").Length.ShouldBeGreaterThanOrEqualTo(6);
        Values("kind").ShouldBe(["page", "mirror", "near_copy", "recapture", "link_farm", "thin", "noise", "error", "redirect"], ignoreOrder: true);
        Values("quality").ShouldBe(["editorial", "practical", "chatter", "spam"], ignoreOrder: true);
        Values("problem").ShouldBe(
            [
                "not_found", "unavailable", "mixed_languages", "repeated_paragraph",
                "figures", "codes", "many_languages",
                "charset_header_latin1_bytes_utf8", "charset_bytes_windows1252_declared_utf8",
            ],
            ignoreOrder: true);
        truth.Where(line => line.GetProperty("wet").GetBoolean()).Select(line => line.GetProperty("segment").GetInt32()).Distinct().Count().ShouldBe(3);
        Directory.GetFiles(Crawl, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length).ShouldBeLessThan(2_000_000);
    }

    [Fact]
    public void Mislabelled_pages_have_damaged_text_and_the_others_do_not()
    {
        var texts = Archives().Where(path => path.EndsWith(".wet.gz", StringComparison.Ordinal)).SelectMany(SampleArchive.Read)
            .Where(record => record.Type == "conversion").ToDictionary(record => record.Headers["WARC-Refers-To"], record => Encoding.UTF8.GetString(record.Block), StringComparer.Ordinal);
        foreach (JsonElement line in Truth().Where(line => line.GetProperty("wet").GetBoolean()))
        {
            string text = texts[line.GetProperty("record").GetString()!];
            string? problem = line.GetProperty("problem").GetString();
            text.Contains('\uFFFD', StringComparison.Ordinal).ShouldBe(problem == "charset_bytes_windows1252_declared_utf8");
            text.Contains("Ã©", StringComparison.Ordinal).ShouldBe(problem == "charset_header_latin1_bytes_utf8");
        }
    }

    private static string Generate(string output) =>
        Run(BuiltGenerator(), "--texts", "samples/crawl/texts", "--output", output);

    /// <summary>The generator is part of the solution, so it is mostly built already; it is built here when it is missing or older than its source.</summary>
    private static string BuiltGenerator()
    {
        string program = Repository.PathOf("artifacts/bin/Portolan.Samples.MakeCrawl/release/Portolan.Samples.MakeCrawl.dll");
        string[] sources = [.. Directory.GetFiles(Repository.PathOf("samples/make-crawl")), .. Directory.GetFiles(Repository.PathOf("src/Portolan.Text"), "*.cs", SearchOption.AllDirectories)];
        DateTime changed = sources.Max(File.GetLastWriteTimeUtc);
        if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < changed)
        {
            Run("build", "samples/make-crawl", "-c", "Release", "-v", "quiet", "--nologo");
        }

        return program;
    }

    private static string Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };

        // The test host sets these for its own SDK, and a build server would outlive the test.
        foreach (string name in (string[])["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH"])
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, output + errors.GetAwaiter().GetResult());
        return output;
    }

    private static string[] Archives() =>
        Directory.GetFiles(Path.Combine(Crawl, "segments"), "*.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();

    private static List<JsonElement> Truth() =>
        File.ReadLines(Path.Combine(Crawl, "truth.jsonl")).Select(line => JsonElement.Parse(line)).ToList();

    private static string[] FilesBelow(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal).ToArray();

    // Compressed bytes depend on the version of zlib, so archives are compared by what they contain.
    private static byte[] Content(string path) =>
        path.EndsWith(".gz", StringComparison.Ordinal) ? SampleArchive.Decompress(File.ReadAllBytes(path)) : File.ReadAllBytes(path);
}
