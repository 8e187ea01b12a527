using System.Text.Json;
using Portolan.Tensors;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Tensors;

/// <summary>The tensor room through the real binary.</summary>
public sealed class TensorCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Info_tells_the_layout()
    {
        NpyFile.Write<float>(folder.File("a.npy"), [1, 2, 3, 4, 5, 6], [3, 2]);
        CliResult result = await Portolan.RunAsync("tensor", "info", "a.npy", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement tensor = result.JsonLinesOf("tensor").ShouldHaveSingleItem();
        tensor.GetProperty("element_type").GetString().ShouldBe("float32");
        tensor.GetProperty("shape").EnumerateArray().Select(x => x.GetInt32()).ShouldBe([3, 2]);
        tensor.GetProperty("bytes").GetInt64().ShouldBe(tensor.GetProperty("data_offset").GetInt64() + 24);
        (await Portolan.RunAsync("tensor", "info", "a.npy")).Output.ShouldBe(
            "a.npy: float32 [3, 2], 6 elements, 152 B, row-major, little-endian, data at byte 128\n");
    }

    [Fact]
    public async Task Head_prints_rows_that_read_back_as_the_same_numbers()
    {
        NpyFile.Write<float>(folder.File("a.npy"), [0.1f, float.NaN, 1e-30f, 4, 5, float.NegativeInfinity], [3, 2]);
        (await Portolan.RunAsync("tensor", "head", "a.npy", "--rows", "2")).Output.ShouldBe("0.1\tNaN\n1E-30\t4\n");
        CliResult result = await Portolan.RunAsync("tensor", "head", "a.npy", "--skip", "2", "--json");
        JsonElement row = result.JsonLinesOf("row").ShouldHaveSingleItem();
        row.GetProperty("index").GetInt32().ShouldBe(2);
        row.GetProperty("values")[0].GetDouble().ShouldBe(5);
        row.GetProperty("values")[1].GetString().ShouldBe("-Infinity");
    }

    [Fact]
    public async Task Stats_count_what_is_not_a_number()
    {
        NpyFile.Write<double>(folder.File("a.npy"), [1, 2, 3, double.NaN, double.PositiveInfinity, 0], [6]);
        CliResult result = await Portolan.RunAsync("tensor", "stats", "a.npy", "--json");
        JsonElement summary = result.JsonLinesOf("summary").ShouldHaveSingleItem();
        summary.GetProperty("finite").GetInt32().ShouldBe(4);
        summary.GetProperty("nan").GetInt32().ShouldBe(1);
        summary.GetProperty("infinite").GetInt32().ShouldBe(1);
        summary.GetProperty("mean").GetDouble().ShouldBe(1.5);
        summary.GetProperty("standard_deviation").GetDouble().ShouldBe(Math.Sqrt(1.25), 1e-15);
        (await Portolan.RunAsync("tensor", "stats", "a.npy")).Output.ShouldContain("maximum             3\n");
    }

    [Fact]
    public async Task Convert_narrows_and_keeps_scales()
    {
        NpyFile.Write<float>(folder.File("a.npy"), [1, -2, 0.5f, 127, 64, -127], [2, 3]);
        (await Portolan.RunAsync("tensor", "convert", "a.npy", "b.npy", "--type", "bfloat16")).ExitCode.ShouldBe(0);
        using (NpyFile narrow = NpyFile.Open(folder.File("b.npy")))
        {
            narrow.ElementType.ShouldBe(ElementType.BFloat16);
            narrow.ToSingles().ShouldBe([1, -2, 0.5f, 127, 64, -127]);
        }

        CliResult result = await Portolan.RunAsync("tensor", "convert", "a.npy", "i.npy", "--type", "int8", "--scales", "s.npy", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        result.JsonLinesOf("summary")[0].GetProperty("element_type").GetString().ShouldBe("int8");
        using NpyFile integers = NpyFile.Open(folder.File("i.npy"));
        integers.ToSingles().ShouldBe([64, -127, 32, 127, 64, -127]);
        using NpyFile scales = NpyFile.Open(folder.File("s.npy"));
        scales.ToSingles().ShouldBe([2f / 127, 1]);
    }

    [Fact]
    public async Task Errors_say_what_and_where()
    {
        NpyFile.Write<double>(folder.File("a.npy"), [1, 2.5], [2]);
        CliResult lossy = await Portolan.RunAsync("tensor", "convert", "a.npy", "b.npy", "--type", "int32");
        lossy.ExitCode.ShouldBe(2);
        lossy.Error.ShouldContain("error: element 1 is 2.5, which Int32 cannot hold (a.npy)");
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
        (await Portolan.RunAsync("tensor", "convert", "a.npy", "b.npy", "--type", "int16")).Error.ShouldContain("'int16' is not an element type");
        (await Portolan.RunAsync("tensor", "convert", "a.npy", "b.npy", "--scales", "s.npy")).Error.ShouldContain("--scales belongs to --type int8");
        folder.Write("no.npy", "hello");
        CliResult foreign = await Portolan.RunAsync("tensor", "info", "no.npy");
        foreign.ExitCode.ShouldBe(2);
        foreign.Error.ShouldContain("not a NumPy file");
        (await Portolan.RunAsync("tensor", "head", "missing.npy")).Error.ShouldContain("missing.npy");
    }
}
