using System.Buffers.Binary;
using System.Text.Json;
using Portolan.Tensors;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Vfs;

/// <summary>Pictures through the real binary: indexed, found by likeness, and as rows of a tensor.</summary>
public sealed class VfsPictureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_picture_finds_its_like_and_not_what_is_broken()
    {
        folder.Write("pictures/warm.bmp", Bitmap(96, 64, (x, y) => (200 + (x / 3), 90 + y, 20)));
        folder.Write("pictures/warmer.BMP", Bitmap(120, 80, (x, y) => (200 + (x / 4), 88 + (y * 4 / 5), 24)));
        folder.Write("pictures/stripes.bmp", Bitmap(96, 64, (x, _) => x / 6 % 2 == 0 ? (0, 0, 0) : (20, 60, 250)));
        folder.Write("pictures/lies.bmp", Bitmap(96, 64, (_, _) => (0, 0, 0))[..300]);
        byte[] large = Bitmap(4, 4, (_, _) => (0, 0, 0));
        BinaryPrimitives.WriteInt32LittleEndian(large.AsSpan(18), 50_000);
        BinaryPrimitives.WriteInt32LittleEndian(large.AsSpan(22), 50_000);
        folder.Write("pictures/large.bmp", large);

        CliResult index = await Portolan.RunAsync("vfs", "index", "pictures", "--json");
        index.ExitCode.ShouldBe(0, index.Error);
        Dictionary<string, JsonElement> files = index.JsonLinesOf("file").ToDictionary(file => file.GetProperty("path").GetString()!);
        files.Values.Count(file => file.GetProperty("status").GetString() == "indexed").ShouldBe(3);
        files["pictures/large.bmp"].GetProperty("status").GetString().ShouldBe("skipped");
        files["pictures/large.bmp"].GetProperty("reason").GetString()!.ShouldContain("50000");
        files["pictures/lies.bmp"].GetProperty("status").GetString().ShouldBe("skipped");

        CliResult similar = await Portolan.RunAsync("vfs", "similar", "pictures/warm.bmp", "pictures", "--json");
        similar.ExitCode.ShouldBe(0, similar.Error);
        JsonElement[] results = [.. similar.JsonLinesOf("result")];
        results.Select(result => result.GetProperty("path").GetString()).ShouldBe(["pictures/warmer.BMP", "pictures/stripes.bmp"]);
        results[0].GetProperty("space").GetString().ShouldBe("image-layout");
    }

    [Fact]
    public async Task Pictures_become_rows_and_a_broken_one_ends_the_run()
    {
        folder.Write("a.bmp", Bitmap(96, 64, (x, y) => (200 + (x / 3), 90 + y, 20)));
        folder.Write("b.bmp", Bitmap(96, 64, (x, _) => x / 6 % 2 == 0 ? (0, 0, 0) : (20, 60, 250)));
        CliResult embed = await Portolan.RunAsync("embed", "--files", "--model", "image-layout", "--output", "rows.npy", "a.bmp", "b.bmp", "a.bmp", "--json");
        embed.ExitCode.ShouldBe(0, embed.Error);
        embed.JsonLinesOf("summary")[0].GetProperty("rows").GetInt32().ShouldBe(3);
        using (NpyFile rows = NpyFile.Open(folder.File("rows.npy")))
        {
            rows.Shape.ToArray().ShouldBe([3, 544]);
            float[] all = rows.ToSingles();
            all[..544].ShouldBe(all[1088..]);
            VectorMath.Dot(all.AsSpan(0, 544), all.AsSpan(0, 544)).ShouldBe(1, 1e-5f);
            VectorMath.Dot(all.AsSpan(0, 544), all.AsSpan(544, 544)).ShouldBeLessThan(0.95f);
        }

        folder.Write("cut.bmp", Bitmap(96, 64, (_, _) => (0, 0, 0))[..300]);
        CliResult cut = await Portolan.RunAsync("embed", "--files", "--model", "image-layout", "--output", "none.npy", "a.bmp", "cut.bmp");
        cut.ExitCode.ShouldBe(2);
        cut.Error.ShouldContain("cut.bmp");
        File.Exists(folder.File("none.npy")).ShouldBeFalse();
        CliResult lines = await Portolan.RunAsync("embed", "--model", "image-layout", "--output", "none.npy", "a.bmp");
        lines.ExitCode.ShouldBe(2);
        lines.Error.ShouldContain("hint: give it pictures with --files");
    }

    [SharedDataFact]
    public async Task Photographs_are_found_again_after_they_were_copied_and_edited()
    {
        string[] photographs = [.. Directory.GetFiles(SharedData.PathOf("data/images/files"), "*.jpg").Order(StringComparer.Ordinal).Take(40)];
        Directory.CreateDirectory(folder.File("photos"));
        foreach (string photograph in photographs)
        {
            File.Copy(photograph, folder.File("photos/" + Path.GetFileName(photograph)));
        }

        string first = "photos/" + Path.GetFileName(photographs[0]);
        File.Copy(folder.File(first), folder.File("photos/copy.JPG"));
        CliResult similar = await Portolan.RunAsync("vfs", "similar", first, "photos", "--index", "-n", "1");
        similar.ExitCode.ShouldBe(0, similar.Error);
        similar.Output.ShouldBe("1.000  photos/copy.JPG\n");
        similar.Error.ShouldContain("41 indexed");
    }

    /// <summary>An uncompressed bitmap of 24 bits a pixel.</summary>
    private static byte[] Bitmap(int width, int height, Func<int, int, (int Red, int Green, int Blue)> pixel)
    {
        int stride = ((width * 3) + 3) & ~3;
        byte[] file = new byte[54 + (stride * height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int red, int green, int blue) = pixel(x, y);
                int at = 54 + ((height - 1 - y) * stride) + (x * 3);
                (file[at], file[at + 1], file[at + 2]) = ((byte)blue, (byte)green, (byte)red);
            }
        }

        return file;
    }
}
