using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary><c>corpus extract</c> on the sample pages and on what is no page.</summary>
public sealed class CorpusExtractTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_page_is_printed_as_text()
    {
        CliResult result = await Portolan.RunAsync("corpus", "extract", Sample("harbour-news.html"));
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain("The north wall of Ostrand harbour was opened");
        result.Output.ShouldNotContain("cookies");
        result.Output.ShouldNotContain("Subscribe");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Markdown_has_links_that_are_absolute()
    {
        CliResult result = await Portolan.RunAsync("corpus", "extract", Sample("logbook-docs.html"), "--format", "markdown", "--url", "https://logbook.example/docs/reading.html", "--extractor", "everything");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain("[how a file is repaired](https://logbook.example/docs/writing.html#repair)");
        result.Output.ShouldContain("```csharp\nusing var book");
        result.Output.ShouldContain("| Kind | Text | Example |\n| --- | --- | --- |\n");
    }

    [Fact]
    public async Task A_directory_gives_a_line_a_page_in_order_whatever_the_number_of_workers()
    {
        foreach (string page in (string[])["b/2.html", "b/1.htm", "a.xhtml", "b/.hidden.html", ".git/c.html", "b/notes.txt"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File("in/" + page))!);
            File.WriteAllText(folder.File("in/" + page), $"<html lang=en><title>{page}</title><p>This is the text of {page}.</p>");
        }

        using (var gzip = new GZipStream(File.Create(folder.File("in/c.html.gz")), CompressionLevel.Fastest))
        {
            gzip.Write("<p>packed</p>"u8);
        }

        CliResult one = await Portolan.RunAsync("corpus", "extract", "in", "--json", "--extractor", "everything", "--workers", "1");
        CliResult eight = await Portolan.RunAsync("corpus", "extract", "in", "--json", "--extractor", "everything", "--workers", "8");
        one.ExitCode.ShouldBe(0, one.Error);
        Documents(eight).ShouldBe(Documents(one));
        one.JsonLinesOf("document").Select(line => line.GetProperty("path").GetString()).ShouldBe(["in/a.xhtml", "in/b/1.htm", "in/b/2.html", "in/c.html.gz"]);
        one.JsonLinesOf("document")[1].EnumerateObject().Select(field => field.Name).ShouldBe(
            ["type", "path", "url", "title", "author", "date", "description", "language", "site_name", "canonical_url", "charset", "text"]);
        one.JsonLinesOf("document")[1].GetProperty("title").GetString().ShouldBe("b/1.htm");
        JsonElement summary = one.JsonLines[^1];
        summary.GetProperty("pages").GetInt32().ShouldBe(4);
        summary.GetProperty("documents").GetInt32().ShouldBe(4);
        summary.GetProperty("rejected").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task What_a_page_says_of_itself_is_in_its_line()
    {
        CliResult result = await Portolan.RunAsync("corpus", "extract", Sample("harbour-news.html"), "--json", "--url", "https://courier.ostrand.example/x", "--comments");
        JsonElement page = result.JsonLinesOf("document").Single();
        page.GetProperty("title").GetString().ShouldBe("Harbour wall reopens after the winter repairs");
        page.GetProperty("author").GetString().ShouldBe("Marit Solberg");
        page.GetProperty("date").GetString().ShouldBe("2026-04-18");
        page.GetProperty("language").GetString().ShouldBe("en");
        page.GetProperty("site_name").GetString().ShouldBe("The Ostrand Courier");
        page.GetProperty("canonical_url").GetString().ShouldBe("https://courier.ostrand.example/2026/04/harbour-wall");
        page.GetProperty("charset").GetString().ShouldBe("utf-8");
        page.GetProperty("comments").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Standard_input_may_be_compressed_and_its_character_set_given()
    {
        byte[] page = Encoding.Latin1.GetBytes("<p>Größe und Länge</p>");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(page);
        }

        CliResult result = await Portolan.RunWithInputAsync(packed.ToArray(), "corpus", "extract", "-", "--extractor", "everything", "--charset", "windows-1252");
        result.Output.ShouldBe("Größe und Länge\n", result.Error);
    }

    [Fact]
    public async Task Pages_without_text_are_listed_and_the_rest_is_printed()
    {
        folder.Write("good.html", "<p>text</p>");
        folder.Write("empty.html", "");
        folder.Write("picture.html", [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, .. new byte[20]]);
        folder.Write("large.html", new byte[5000]);
        folder.Write("cut.html.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2]);
        string[] command = ["corpus", "extract", "good.html", "empty.html", "picture.html", "large.html", "cut.html.gz", "--extractor", "everything", "--max-bytes", "4000"];
        CliResult text = await Portolan.RunAsync(command);
        text.ExitCode.ShouldBe(1);
        text.Output.ShouldBe("==> good.html <==\ntext\n");
        text.Error.ShouldContain("warning: no text in empty.html: empty\n");
        text.Error.ShouldContain("warning: no text in large.html: too-large\n");
        CliResult json = await Portolan.RunAsync([.. command, "--json"]);
        json.ExitCode.ShouldBe(1);
        json.JsonLinesOf("rejected").Select(line => line.GetProperty("reason").GetString()!.Split(':')[0]).ShouldBe(["empty", "image", "too-large", "damaged"]);
        json.JsonLines[^1].GetProperty("rejected").GetInt32().ShouldBe(4);
    }

    [Theory]
    [InlineData("missing.html", "no such file: missing.html")]
    [InlineData("empty-directory", "no pages in 'empty-directory'")]
    [InlineData("crawl.warc.gz", "'crawl.warc.gz' is an archive of many records, not a page")]
    [InlineData("- -", "standard input is named twice")]
    [InlineData("page.html --charset klingon", "no character set is called 'klingon'")]
    [InlineData("page.html --extractor boilerpipe", "'boilerpipe' is not one of its values")]
    [InlineData("page.html page.html --url https://a.example/", "--url is the address of one page, but there are 2")]
    [InlineData("page.html --explain page.html", "'page.html' is the page itself")]
    [InlineData("page.html page.html --explain page.html", "'page.html' is a file, but there are 2 pages to explain")]
    [InlineData("page.html --max-bytes 1GB", "more than a page may have")]
    public async Task Mistakes_are_told_before_anything_is_done(string arguments, string message)
    {
        folder.Write("page.html", "<p>text</p>");
        folder.Write("crawl.warc.gz", "");
        Directory.CreateDirectory(folder.File("empty-directory"));
        CliResult result = await Portolan.RunAsync(["corpus", "extract", .. arguments.Split(' ')]);
        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldStartWith("error: ");
        result.Error.ShouldContain(message);
        result.Error.ShouldContain("\nhint: ");
        File.ReadAllText(folder.File("page.html")).ShouldBe("<p>text</p>");
    }

    [Fact]
    public async Task Explanations_of_several_pages_get_names_of_their_own()
    {
        foreach (string name in (string[])["one", "two"])
        {
            Directory.CreateDirectory(folder.File(name));
            folder.Write(name + "/index.html", $"<p>text {name}</p>");
        }

        CliResult result = await Portolan.RunAsync("corpus", "extract", "one", "two", "--extractor", "everything", "--explain", "views");
        result.ExitCode.ShouldBe(0, result.Error);
        File.ReadAllText(folder.File("views/index.explain.html")).ShouldContain("text one");
        File.ReadAllText(folder.File("views/index-2.explain.html")).ShouldContain("text two");
        (await Portolan.RunAsync("corpus", "extract", "one/index.html", "--extractor", "everything", "--explain", "one.html")).ExitCode.ShouldBe(0);
        File.ReadAllText(folder.File("one.html")).ShouldContain("visible text");
    }

    [Fact]
    public async Task A_hostile_page_prints_no_escape_sequences_and_ends()
    {
        folder.Write("deep.html", string.Concat(Enumerable.Repeat("<div><ul><li><blockquote>", 25_000)) + "\e]0;title\a text \u009b31m &#27;[2J");
        CliResult result = await Portolan.RunAsync("corpus", "extract", "deep.html", "--extractor", "everything", "--format", "markdown");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldEndWith("text 31m \\[2J\n");
        result.Output.ShouldAllBe(c => c == '\n' || !char.IsControl(c));
    }

    private static string Sample(string name) => Repository.PathOf("samples/pages/" + name);

    private static string[] Documents(CliResult result) => [.. result.OutputLines.Where(line => line.StartsWith("{\"type\":\"document\"", StringComparison.Ordinal))];
}
