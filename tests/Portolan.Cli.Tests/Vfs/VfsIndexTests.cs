using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Vfs;

/// <summary>Indexing through the real binary, with the built-in model.</summary>
public sealed class VfsIndexTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Files_are_indexed_listed_exported_and_cleared()
    {
        folder.Write("tree/network.md", "# Network\n\nThe interface gets its address by DHCP.\n");
        folder.Write("tree/empty.txt", "");
        folder.Write("tree/sub/code.py", "def read_file(path):\n    return open(path).read()\n");
        CliResult index = await Portolan.RunAsync("vfs", "index", "tree", "--json");
        index.ExitCode.ShouldBe(0, index.Error);
        JsonElement summary = index.JsonLinesOf("summary").ShouldHaveSingleItem();
        summary.GetProperty("indexed").GetInt64().ShouldBe(2);
        summary.GetProperty("skipped").GetInt64().ShouldBe(1);
        index.JsonLinesOf("file").Single(file => file.GetProperty("path").GetString() == "tree/empty.txt").GetProperty("reason").GetString().ShouldBe("empty");
        index.Error.ShouldContain("2 indexed, 0 fresh, 1 skipped (1 empty), 0 failed in ");

        JsonElement space = (await Portolan.RunAsync("vfs", "status", "tree", "--json")).JsonLinesOf("space").First(line => line.GetProperty("space").GetString() == "use-lite");
        space.GetProperty("fresh").GetInt64().ShouldBe(2);
        space.GetProperty("missing").GetInt64().ShouldBe(1);
        (await Portolan.RunAsync("vfs", "status", "tree")).Output.ShouldContain("use-lite");

        CliResult export = await Portolan.RunAsync("vfs", "export", "tree", "--output", "out", "--precision", "int8", "--json");
        export.ExitCode.ShouldBe(0, export.Error);
        export.JsonLinesOf("summary")[0].GetProperty("dimensions").GetInt32().ShouldBe(512);
        File.ReadAllLines(folder.File("out/paths.jsonl")).Length.ShouldBe(2);

        CliResult clear = await Portolan.RunAsync("vfs", "clear", "tree", "--json");
        clear.JsonLinesOf("summary")[0].GetProperty("cleared").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Errors_say_what_and_what_to_do()
    {
        folder.Write("a.txt", "words");
        CliResult missing = await Portolan.RunAsync("vfs", "index", "nowhere");
        missing.ExitCode.ShouldBe(2);
        missing.Error.ShouldContain("no such file: nowhere");
        CliResult type = await Portolan.RunAsync("vfs", "index", "a.txt", "--type", "prose");
        type.ExitCode.ShouldBe(2);
        type.Error.ShouldContain("'prose' is no type of files");
        CliResult absent = await Portolan.WithVariable("PORTOLAN_TEXT_MODEL", folder.File("absent")).RunAsync("vfs", "index", "a.txt");
        absent.ExitCode.ShouldBe(2);
        absent.Error.ShouldContain("the model use-lite is not installed");
        CliResult model = await Portolan.RunAsync("vfs", "index", "a.txt", "--space", "nothing");
        model.ExitCode.ShouldBe(2);
        model.Error.ShouldContain("no model named nothing");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_is_broken_off_leaves_whole_records_and_the_next_one_completes(bool kill)
    {
        const int Files = 400;
        for (int i = 0; i < Files; i++)
        {
            folder.Write($"tree/{i % 10}/{i}.txt", string.Join("\n\n", Enumerable.Range(0, 8).Select(part => $"Part {part} of document {i} says something about subject {(i * 7) + part}, in a sentence or two that have some length.")));
        }

        using (CliProcess process = Portolan.Start("vfs", "index", "tree"))
        {
            process.Input.Close();
            while (!process.HasExited && !await AnyIndexedAsync())
            {
                // Asking takes longer than waiting would.
            }

            if (kill)
            {
                process.Kill();
            }
            else
            {
                process.Interrupt();
            }

            CliResult broken = await process.WaitAsync();
            // A machine may be quick enough to be done before it is told to stop.
            broken.ExitCode.ShouldBeOneOf(0, kill ? 137 : 130);
        }

        JsonElement space = (await Portolan.RunAsync("vfs", "status", "tree", "--json")).JsonLinesOf("space").First(line => line.GetProperty("space").GetString() == "use-lite");
        space.GetProperty("corrupt").GetInt64().ShouldBe(0);
        space.GetProperty("stale").GetInt64().ShouldBe(0);
        long fresh = space.GetProperty("fresh").GetInt64();
        fresh.ShouldBeGreaterThan(0);
        (fresh + space.GetProperty("missing").GetInt64()).ShouldBe(Files);

        CliResult second = await Portolan.RunAsync("vfs", "index", "tree", "--json");
        second.ExitCode.ShouldBe(0, second.Error);
        JsonElement summary = second.JsonLinesOf("summary").ShouldHaveSingleItem();
        summary.GetProperty("fresh").GetInt64().ShouldBe(fresh);
        (fresh + summary.GetProperty("indexed").GetInt64()).ShouldBe(Files);
    }

    private async Task<bool> AnyIndexedAsync() => (await Portolan.RunAsync("vfs", "status", "tree", "--json")).JsonLinesOf("space").Any(space => space.GetProperty("fresh").GetInt64() > 0);
}
