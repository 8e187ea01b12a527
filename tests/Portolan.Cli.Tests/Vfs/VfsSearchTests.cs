using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Vfs;

/// <summary>Searches through the real binary, with the built-in model of texts.</summary>
public sealed class VfsSearchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public VfsSearchTests()
    {
        folder.Write("notes/cooking.txt", "Boil the potatoes for twenty minutes, then mash them with butter, milk and a little salt.\n");
        folder.Write("notes/network.md", "The address of the router is set in the network configuration file; restart the service afterwards.\n");
        folder.Write("notes/music.txt", "The orchestra played a symphony by Brahms, and the violins were wonderful.\n");
    }

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Files_are_found_by_what_they_mean()
    {
        CliResult none = await Portolan.RunAsync("vfs", "search", "dinner", "notes");
        none.ExitCode.ShouldBe(1);
        none.Output.ShouldBeEmpty();
        none.Error.ShouldContain("none of 3 files has an up-to-date vector");
        none.Error.ShouldContain("hint: --index makes them first");

        CliResult first = await Portolan.RunAsync("vfs", "search", "how do I prepare dinner", "notes", "--index", "--json");
        first.ExitCode.ShouldBe(0, first.Error);
        JsonElement[] results = [.. first.JsonLinesOf("result")];
        results.Length.ShouldBe(3);
        results[0].GetProperty("path").GetString().ShouldBe("notes/cooking.txt");
        results[0].GetProperty("space").GetString().ShouldBe("use-lite");
        results[0].GetProperty("passage").GetString()!.ShouldStartWith("Boil the potatoes");
        results[0].GetProperty("score").GetDouble().ShouldBeGreaterThan(results[1].GetProperty("score").GetDouble());
        JsonElement summary = first.JsonLinesOf("summary").ShouldHaveSingleItem();
        summary.GetProperty("files").GetInt32().ShouldBe(3);
        summary.GetProperty("fresh").GetInt32().ShouldBe(3);

        CliResult second = await Portolan.RunAsync("vfs", "search", "how do I configure my internet connection", "notes", "-n", "1");
        second.ExitCode.ShouldBe(0, second.Error);
        second.Output.ShouldMatch(@"^0\.\d{3}  notes/network\.md\n       The address of the router .*\n$");

        // An edited file is not found by what it said before.
        folder.Write("notes/cooking.txt", "Nothing about food any more.\n");
        CliResult stale = await Portolan.RunAsync("vfs", "search", "how do I prepare dinner", "notes", "--json");
        stale.JsonLinesOf("result").Select(result => result.GetProperty("path").GetString()).ShouldNotContain("notes/cooking.txt");
        stale.JsonLinesOf("summary")[0].GetProperty("stale").GetInt32().ShouldBe(1);
        stale.Error.ShouldContain("1 changed since");
    }

    [Fact]
    public async Task A_query_may_be_a_file_and_a_sum()
    {
        (await Portolan.RunAsync("vfs", "index", "notes")).ExitCode.ShouldBe(0);
        folder.Write("question.txt", "Which piece did the string players perform at the concert?\n");
        CliResult similar = await Portolan.RunAsync("vfs", "similar", "question.txt", "notes", "-n", "1", "--no-passage");
        similar.Output.ShouldMatch(@"^0\.\d{3}  notes/music\.txt\n$", similar.Error);

        // The file itself is not among the results, and needs no model: its vectors are there.
        CliResult self = await Portolan.WithVariable("PORTOLAN_TEXT_MODEL", Directory.CreateDirectory(folder.File("empty")).FullName).RunAsync("vfs", "similar", "notes/music.txt", "notes", "--json");
        self.ExitCode.ShouldBe(0, self.Error);
        self.JsonLinesOf("result").Select(result => result.GetProperty("path").GetString()).Order(StringComparer.Ordinal).ShouldBe(["notes/cooking.txt", "notes/network.md"]);

        (await Portolan.RunAsync("vfs", "search", "the violins were wonderful", "notes", "-n", "1", "--no-passage")).Output.ShouldContain("notes/music.txt");
        CliResult sum = await Portolan.RunAsync(
            "vfs", "search", "the violins were wonderful", "notes", "--minus", "violins in an orchestra", "--plus", "potatoes with butter", "-n", "1", "--no-passage");
        sum.Output.ShouldContain("notes/cooking.txt", customMessage: sum.Error);
        CliResult files = await Portolan.RunAsync("vfs", "search", "@notes/music.txt", "notes", "--minus", "@notes/music.txt", "--plus", "@notes/network.md", "-n", "1", "--no-passage");
        files.Output.ShouldContain("1.000  notes/network.md", customMessage: files.Error);
        CliResult nothing = await Portolan.RunAsync("vfs", "search", "salt", "notes", "--minus", "salt");
        nothing.ExitCode.ShouldBe(2);
        nothing.Error.ShouldContain("error: what is looked for comes to nothing");
    }

    [Fact]
    public async Task Options_choose_what_is_looked_at()
    {
        (await Portolan.RunAsync("vfs", "index", "notes", "--sketch")).ExitCode.ShouldBe(0);
        (await Portolan.RunAsync("vfs", "search", "food", "notes", "--include", "*.md", "--json")).JsonLinesOf("summary")[0].GetProperty("files").GetInt32().ShouldBe(1);
        (await Portolan.RunAsync("vfs", "search", "food", "notes", "--max-size", "1", "--json")).JsonLinesOf("summary")[0].GetProperty("files").GetInt32().ShouldBe(0);
        CliResult staged = await Portolan.RunAsync("vfs", "search", "food", "notes", "--two-stage", "--threads", "2", "-n", "1", "--no-passage");
        staged.Output.ShouldContain("notes/cooking.txt");
        CliResult strict = await Portolan.RunAsync("vfs", "search", "food", "notes", "--min-score", "0.999");
        strict.ExitCode.ShouldBe(1);
        strict.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Errors_say_what_to_do()
    {
        CliResult missing = await Portolan.RunAsync("vfs", "search", "@none.txt", "notes");
        missing.ExitCode.ShouldBe(2);
        missing.Error.ShouldContain("error: none.txt cannot be looked for: there is no such file");
        missing.Error.ShouldContain("write @@ for a text that begins with @");
        CliResult space = await Portolan.RunAsync("vfs", "search", "x", "notes", "--space", "nothing");
        space.ExitCode.ShouldBe(2);
        space.Error.ShouldContain("no model named nothing");
        CliResult foreign = await Portolan.RunAsync("vfs", "search", "x", "notes", "--space", "vectorvfs");
        foreign.ExitCode.ShouldBe(2);
        foreign.Error.ShouldContain("the space vectorvfs has no encoder of texts");
        (await Portolan.RunAsync("vfs", "search", "x", "nowhere")).Error.ShouldContain("nowhere");
    }
}
