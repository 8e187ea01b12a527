using System.Text.Json;
using System.Text.RegularExpressions;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary><c>corpus blocklist</c> from lists to a build that drops by them.</summary>
public sealed class BlocklistTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lists_are_compiled_shown_and_asked()
    {
        WriteLists();
        CliResult built = await Portolan.RunAsync("corpus", "blocklist", "build", "blacklists", "ads=easylist.txt", "--allow", "good-sites.txt", "--output", "my.blocklist");
        built.ExitCode.ShouldBe(1, "one line is broken");
        Golden.Equal("corpus/blocklist-build.txt", built.Snapshot(text => text));
        CliResult info = await Portolan.RunAsync("corpus", "blocklist", "info", "my.blocklist", "--json");
        info.ExitCode.ShouldBe(0, info.Error);
        info.JsonLinesOf("list").Select(l => l.GetProperty("category").GetString()).ShouldBe(["adult", "adult", "adult", "press", "ads", "good-sites"]);
        info.JsonLines[^1].GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(folder.File("my.blocklist")).Length);
        CliResult check = await Portolan.RunAsync(
            "corpus", "blocklist", "check", "--blocklist", "my.blocklist", "http://x.bad.example/", "http://host.example/room/1", "http://bad.example.org/very-rude", "http://ok.bad.example/", "http://fine.example/", "nothing");
        check.ExitCode.ShouldBe(1);
        Golden.Equal("corpus/blocklist-check.txt", check.Snapshot(text => text));
    }

    [Fact]
    public async Task Addresses_are_read_from_standard_input()
    {
        WriteLists();
        (await Portolan.RunAsync("corpus", "blocklist", "build", "blacklists", "--categories", "press", "--output", "my.blocklist")).ExitCode.ShouldBe(0);
        CliResult check = await Portolan.RunWithInputAsync("http://www.news.example/x\nhttp://bad.example/\n\n", "corpus", "blocklist", "check", "--blocklist", "my.blocklist", "--json");
        check.ExitCode.ShouldBe(1, check.Error);
        JsonElement[] urls = check.JsonLinesOf("url");
        urls.Select(u => u.GetProperty("verdict").GetString()).ShouldBe(["blocked", "unknown"]);
        urls[0].GetProperty("registered_domain").GetString().ShouldBe("news.example");
        urls[0].EnumerateObject().Select(f => f.Name).ShouldBe(["type", "url", "normalized", "host", "registered_domain", "verdict", "matches"]);
        check.JsonLines[^1].GetProperty("blocked").GetInt32().ShouldBe(1);
        (await Portolan.RunWithInputAsync("http://fine.example/\n", "corpus", "blocklist", "check", "--blocklist", "my.blocklist")).ShouldBe(new CliResult(0, "unknown\thttp://fine.example/\n", ""));
    }

    [Fact]
    public async Task What_cannot_be_compiled_or_opened_is_an_error()
    {
        File.WriteAllText(folder.File("text.txt"), "# nothing\n");
        (await Portolan.RunAsync("corpus", "blocklist", "build", "none.txt", "--output", "x")).ShouldBe(
            new CliResult(2, "", "error: there is no list none.txt\nhint: give a file, or a directory with a folder for each category\n"));
        (await Portolan.RunAsync("corpus", "blocklist", "build", "text.txt", "--output", "x")).Error.ShouldStartWith("error: there is no rule in text.txt\nhint: ");
        (await Portolan.RunAsync("corpus", "blocklist", "info", "text.txt")).ShouldBe(
            new CliResult(2, "", "error: text.txt is no compiled blocklist, at byte 0\nhint: compile lists with 'portolan corpus blocklist build'\n"));
        (await Portolan.RunAsync("corpus", "blocklist", "check", "--blocklist", "none", "http://x/")).Error.ShouldStartWith("error: cannot open blocklist none");
    }

    // docs/guide/url-filter.md: its commands run, and its recipe builds.
    [Fact]
    public async Task The_commands_of_the_guide_run()
    {
        WriteLists();
        string guide = await File.ReadAllTextAsync(Repository.PathOf("docs/guide/url-filter.md"));
        string[] commands = [.. Regex.Matches(guide, "^portolan (.*)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        commands.Length.ShouldBeGreaterThan(3);
        foreach (string command in commands)
        {
            CliResult result = await Portolan.RunAsync(command.Split(' '));
            result.ExitCode.ShouldBeInRange(0, 1, $"{command}\n{result.Error}");
        }

        File.WriteAllText(folder.File("by-address.yaml"), Regex.Match(guide, "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        File.WriteAllText(folder.File("my-words.txt"), Regex.Match(guide, "```\n(\\[strict\\]\n.*?)```", RegexOptions.Singleline).Groups[1].Value);
        await Portolan.RunAsync("corpus", "blocklist", "build", "gambling=casinos.txt", "adult=casinos.txt", "--output", "my.blocklist");
        CliResult build = await Portolan.RunAsync("corpus", "build", "--recipe", "by-address.yaml", "--input", Repository.PathOf("samples/crawl"), "--output", "out", "--json");
        build.ExitCode.ShouldBeInRange(0, 1, build.Error);
        build.JsonLinesOf("stage").Select(s => s.GetProperty("stage").GetString()).ShouldBe(["read", "url-filter", "url-dedup", "length", "write"]);
        File.ReadAllText(folder.File("out/report.html")).ShouldContain("url-filter");
    }

    private void WriteLists()
    {
        Write("blacklists/adult/domains", "bad.example\nsecond.example\ntwo words\n");
        Write("blacklists/adult/urls", "host.example/room\n");
        Write("blacklists/adult/expressions", "(^|[-./])(rude|naughty)([-./]|$)\n");
        Write("blacklists/press/domains", "news.example\n");
        Write("blacklists/gambling/domains", "");
        Write("blacklists/malware/domains", "");
        Write("blacklists/phishing/domains", "");
        Write("easylist.txt", "[Adblock Plus 2.0]\n||ads.example^\nsite.example##.ad\n-banner-\n");
        Write("good-sites.txt", "ok.bad.example\n");
        Write("casinos.txt", "casino.example\n");
    }

    private void Write(string name, string text)
    {
        string path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
