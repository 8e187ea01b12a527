using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Geometry;

/// <summary>The geometry room through the real binary: numbers against the oracle of closed curves, files by their kind, errors.</summary>
public sealed class GeometryCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Theory]
    // SciPy's L-BFGS and Newton on the same 60 points.
    [InlineData("1,0,0,1", 8.7733879089, 4.1888868369, 18.981314)]
    [InlineData("1,0.8,0.8,1", 8.8199399377, 4.1999854087, 16.215117)]
    [InlineData("1,0.95,0.95,1", 9.1418336748, 4.2759405039, 15.931146)]
    public async Task A_geodesic_has_the_energy_of_the_oracle(string covariance, double energy, double length, double straight)
    {
        CliResult result = await Portolan.RunAsync("geometry", "geodesic", "--covariance", covariance, "--from", "-4,-2", "--to", "4,-2", "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement line = result.JsonLinesOf("geodesic").ShouldHaveSingleItem();
        line.GetProperty("energy").GetDouble().ShouldBe(energy, 1e-9);
        line.GetProperty("length").GetDouble().ShouldBe(length, 1e-9);
        line.GetProperty("straight_energy").GetDouble().ShouldBe(straight, 1e-6);
        line.GetProperty("points").GetInt32().ShouldBe(60);
        line.GetProperty("converged").GetBoolean().ShouldBeTrue();
        line.GetProperty("gradient_norm").GetDouble().ShouldBeLessThan(1e-7);
        line.GetProperty("curve").GetArrayLength().ShouldBe(60);
        line.GetProperty("curve")[59].EnumerateArray().Select(value => value.GetDouble()).ShouldBe([4, -2]);
        result.JsonLines[^1].GetProperty("type").GetString().ShouldBe("summary");
    }

    [Fact]
    public async Task A_search_that_is_cut_short_says_so_and_exits_with_one()
    {
        CliResult result = await Portolan.RunAsync(
            "geometry", "geodesic", "--covariance", "1,0.8,0.8,1", "--from", "-4,-2", "--to", "4,-2", "--solver", "adam", "--iterations", "50", "--output", "g.svg");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("warning: not converged: the steps allowed were used up");
        result.Error.ShouldContain("hint: give more --iterations");
        File.ReadAllText(folder.File("g.svg")).ShouldContain("the search did not converge");
    }

    [Fact]
    public async Task Pictures_are_written_by_their_ending()
    {
        await Succeed("geometry", "field", "--covariance", "1,0.8,0.8,1", "--output", "field.svg");
        await Succeed("geometry", "landscape", "--mixture", "0.5:-2,0:1;0.5:2,0:1", "--output", "landscape.png", "--width", "320", "--theme", "dark");
        await Succeed("geometry", "explore", "--output", "explore.html");
        File.ReadAllText(folder.File("field.svg")).ShouldStartWith("<svg xmlns=\"http://www.w3.org/2000/svg\"");
        File.ReadAllBytes(folder.File("landscape.png"))[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]);
        File.ReadAllText(folder.File("explore.html")).ShouldStartWith("<!DOCTYPE html>");
    }

    [Fact]
    public async Task An_animation_is_a_gif_or_a_page()
    {
        string[] path = ["geometry", "animate", "--covariance", "1,0.8,0.8,1", "--from", "-4,-2", "--to", "4,-2", "--iterations", "60", "--width", "320", "--output"];
        CliResult result = await Succeed([.. path, "search.gif", "--json"]);
        int frames = result.JsonLinesOf("summary")[0].GetProperty("frames").GetInt32();
        frames.ShouldBeGreaterThan(20);
        byte[] gif = File.ReadAllBytes(folder.File("search.gif"));
        System.Text.Encoding.ASCII.GetString(gif, 0, 6).ShouldBe("GIF89a");
        gif[^1].ShouldBe((byte)0x3B);
        await Succeed([.. path, "search.html"]);
        File.ReadAllText(folder.File("search.html")).ShouldContain("prefers-reduced-motion");
    }

    [Fact]
    public async Task Distances_of_points_are_a_symmetric_matrix_for_numpy()
    {
        folder.Write("points.csv", "x,y\n0,0\n1,0.5\n-1,1\n2,2\n0.5,-1\n");
        CliResult result = await Succeed("geometry", "distance", "--points", "points.csv", "--score", "gaussian", "--output", "d.npy", "--json");
        JsonElement summary = result.JsonLinesOf("summary").ShouldHaveSingleItem();
        summary.GetProperty("points").GetInt32().ShouldBe(5);
        summary.GetProperty("pairs").GetInt32().ShouldBe(10);
        summary.GetProperty("mean_ratio").GetDouble().ShouldBeInRange(0.1, 1);
        using var file = global::Portolan.Tensors.NpyFile.Open(folder.File("d.npy"));
        file.Shape.ToArray().ShouldBe([5, 5]);
        double[] distances = file.ToDoubles();
        for (int i = 0; i < 5; i++)
        {
            distances[i * 6].ShouldBe(0);
            for (int j = 0; j < i; j++)
            {
                distances[(i * 5) + j].ShouldBe(distances[(j * 5) + i]);
                distances[(i * 5) + j].ShouldBeGreaterThan(0);
            }
        }
    }

    [Fact]
    public async Task A_mixture_comes_from_the_command_line_json_or_yaml()
    {
        folder.Write("m.json", """[{"weight": 0.5, "mean": [-1, 0], "covariance": [[1, 0], [0, 1]]}, {"weight": 0.5, "mean": [1, 0], "covariance": 1}]""");
        folder.Write("m.yaml", "- {weight: 1, mean: [-1, 0], covariance: [1, 1]}\n- {weight: 1, mean: [1, 0], covariance: [1, 0, 0, 1]}\n");
        string[] energies = [.. await Task.WhenAll(new[] { "0.5:-1,0:1,0,0,1;0.5:1,0:1", "m.json", "m.yaml" }.Select(async mixture =>
            (await Succeed("geometry", "geodesic", "--mixture", mixture, "--from", "-2,-1", "--to", "2,1")).Output))];
        energies.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Rows_of_data_can_be_the_ends()
    {
        folder.Write("points.csv", "0,0,0\n1,0.5,2\n-1,1,1\n2,2,3\n0.5,-1,0\n");
        CliResult result = await Succeed("geometry", "geodesic", "--data", "points.csv", "--score", "gaussian", "--pca", "2", "--from", "row:0", "--to", "row:3", "--json");
        result.JsonLinesOf("geodesic")[0].GetProperty("curve")[0].GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("field-no-density", "field", "--output", "f.svg")]
    [InlineData("field-singular", "field", "--covariance", "1,1,1,1", "--output", "f.svg")]
    [InlineData("field-asymmetric", "field", "--covariance", "1,0.5,0.2,1", "--output", "f.svg")]
    [InlineData("field-pca-without-data", "field", "--covariance", "1,0,0,1", "--pca", "1", "--output", "f.svg")]
    [InlineData("field-seed-without-data", "field", "--covariance", "1,0,0,1", "--seed", "1", "--output", "f.svg")]
    [InlineData("landscape-ending", "landscape", "--covariance", "1,0,0,1", "--output", "f.jpg")]
    [InlineData("geodesic-same-ends", "geodesic", "--covariance", "1,0,0,1", "--from", "1,1", "--to", "1,1")]
    [InlineData("geodesic-dimension", "geodesic", "--covariance", "1,0,0,1", "--from", "1,1,1", "--to", "1,2")]
    [InlineData("geodesic-picture-3d", "geodesic", "--covariance", "1,1,1", "--mean", "0,0,0", "--from", "1,1,1", "--to", "1,2,2", "--output", "g.svg")]
    [InlineData("geodesic-mixture", "geodesic", "--mixture", "0.5:-2,0", "--from", "1,1", "--to", "1,2")]
    [InlineData("animate-ending", "animate", "--covariance", "1,0,0,1", "--from", "1,1", "--to", "1,2", "--output", "a.mp4")]
    [InlineData("explore-range", "explore", "--from", "90,0", "--output", "e.html")]
    [InlineData("distance-nan", "distance", "--points", "nan.csv", "--output", "d.npy")]
    [InlineData("distance-ragged", "distance", "--points", "ragged.csv", "--output", "d.npy")]
    [InlineData("train-missing", "train", "--data", "nowhere.npy", "--output", "field")]
    public async Task Bad_input_is_an_error_with_a_hint(string name, params string[] arguments)
    {
        folder.Write("nan.csv", "1,2\n3,nan\n5,6\n");
        folder.Write("ragged.csv", "1,2\n3,4,5\n");
        CliResult result = await Portolan.RunAsync(["geometry", .. arguments]);
        result.ExitCode.ShouldBe(2);
        Golden.Equal($"geometry/{name}.txt", result.Snapshot(text => Mask.All(text, (folder.Path, "<folder>"))));
    }

    private async Task<CliResult> Succeed(params string[] arguments)
    {
        CliResult result = await Portolan.RunAsync(arguments);
        result.ExitCode.ShouldBe(0, string.Join(' ', arguments) + "\n" + result.Error);
        return result;
    }
}
