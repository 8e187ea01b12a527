using System.Security.Cryptography;
using System.Text.Json;
using Portolan.Encoders.Images;
using Portolan.Encoders.Models;
using Portolan.Testing;

namespace Portolan.Encoders.Onnx.Tests;

/// <summary>The models of eng/onnx_fixtures.py, laid out as Hugging Face's exports are, and what they should give.</summary>
internal static class Fixture
{
    public static string PathOf(string relative) => Repository.PathOf("tests/Portolan.Encoders.Onnx.Tests/Fixtures/" + relative);

    public static JsonElement Expected(string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(PathOf(name + "/expected.json")));
        return json.RootElement.Clone();
    }

    /// <summary>All files of a directory, but for what the fixtures' script adds.</summary>
    public static IReadOnlyList<ModelFile> Files(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Relative: Path.GetRelativePath(directory, path).Replace('\\', '/')))
            .Where(file => file.Relative != "expected.json")
            .Select(file => new ModelFile(file.Relative, new FileInfo(file.Path).Length, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Path))))),
    ];

    public static ModelPack Pack(string directory, Func<ModelManifest, ModelManifest>? change = null)
    {
        ModelManifest manifest = HuggingFaceLayout.Describe(directory, "test-model", Files(directory), "https://hub.example/test/model@1234");
        return new ModelPack(directory, change?.Invoke(manifest) ?? manifest);
    }

    public static EmbeddingModel Open(string name, Func<ModelManifest, ModelManifest>? change = null, int threads = 1) =>
        new OnnxOpener("CPU").Open(Pack(PathOf(name), change), threads);

    /// <summary>A copy of a fixture that a test may change.</summary>
    public static string Copy(string name, TemporaryFolder folder)
    {
        string target = Path.Combine(folder.Path, name);
        foreach (ModelFile file in Files(PathOf(name)))
        {
            string path = Path.Combine(target, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Path.Combine(PathOf(name), file.Path), path);
        }

        return target;
    }

    /// <summary>The picture that eng/onnx_fixtures.py makes of a size.</summary>
    public static PixelImage Picture(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = ((y * width) + x) * 3;
                pixels[at] = (byte)((x * 7) + (y * 3));
                pixels[at + 1] = (byte)(x * y);
                pixels[at + 2] = (byte)((x ^ y) * 5);
            }
        }

        return new PixelImage(width, height, pixels);
    }

    public static float[] Vector(JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetSingle())];

    /// <summary>Compares vectors of length 1.</summary>
    /// <remarks>
    /// The reference is float64, the model float32 with some dozens of roundings on the way, each of 6e-8 of values below 10: 1e-5 is
    /// ten times what was seen.
    /// </remarks>
    public static void ShouldBeNear(ReadOnlySpan<float> found, float[] expected, string name)
    {
        found.Length.ShouldBe(expected.Length, name);
        double dot = 0;
        double norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            Math.Abs(found[i] - expected[i]).ShouldBeLessThan(1e-5f, $"{name}, number {i}");
            dot += (double)found[i] * expected[i];
            norm += (double)found[i] * found[i];
        }

        dot.ShouldBeGreaterThan(0.99999, name);
        Math.Abs(norm - 1).ShouldBeLessThan(1e-6, name);
    }
}
