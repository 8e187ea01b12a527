using System.Text;
using System.Text.Json.Nodes;
using Portolan.Geometry.Learning;
using Portolan.Testing;

namespace Portolan.Geometry.Tests;

public sealed class LearnedFieldFileTests
{
    private static readonly LearnedField Field = DenoisingScoreMatching.Train(
        TestNumbers.Normals(3 * 500, 1, 2), 3, new DenoisingOptions { NoiseLevels = [0.3, 0.6], Steps = 20, BatchSize = 32, HiddenWidths = [10, 20] });

    [Fact]
    public void A_saved_field_computes_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Field.Save(folder.Path);
        LearnedField loaded = LearnedField.Load(folder.Path);
        double[] points = TestNumbers.Normals(3 * 100, 2);
        FieldProperties.Score(loaded, points).ShouldBe(FieldProperties.Score(Field, points));
        loaded.NoiseLevels.ShouldBe([0.3, 0.6]);
        FieldProperties.Score(loaded.AtNoiseLevel(0.6), points).ShouldBe(FieldProperties.Score(Field.AtNoiseLevel(0.6), points));
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
            ["bias-0.npy", "bias-1.npy", "bias-2.npy", "centre.npy", "manifest.json", "weights-0.npy", "weights-1.npy", "weights-2.npy"]);
        // Once more over the older one.
        Field.Save(folder.Path);
        LearnedField.Load(folder.Path).Dimension.ShouldBe(3);
    }

    [Fact]
    public void Damage_of_any_file_is_found()
    {
        using var folder = new TemporaryFolder();
        Field.Save(folder.Path);
        foreach (string path in Directory.GetFiles(folder.Path, "*.npy"))
        {
            byte[] bytes = File.ReadAllBytes(path);
            byte[] changed = [.. bytes];
            changed[^1] ^= 1;
            File.WriteAllBytes(path, changed);
            Should.Throw<GeometryException>(() => LearnedField.Load(folder.Path)).Message.ShouldContain("SHA-256");
            File.WriteAllBytes(path, bytes[..^4]);
            Should.Throw<GeometryException>(() => LearnedField.Load(folder.Path)).Message.ShouldContain("damaged");
            File.Delete(path);
            Should.Throw<GeometryException>(() => LearnedField.Load(folder.Path)).Message.ShouldContain("damaged");
            File.WriteAllBytes(path, bytes);
        }

        LearnedField.Load(folder.Path).Dimension.ShouldBe(3);
        File.Delete(Path.Combine(folder.Path, "manifest.json"));
        Should.Throw<GeometryException>(() => LearnedField.Load(folder.Path)).Message.ShouldContain("there is no manifest.json");
    }

    [Theory]
    [InlineData("formatVersion", "2", "format version 2, expected 1")]
    [InlineData("format", "\"other\"", "does not say format")]
    [InlineData("activation", "\"relu\"", "another activation")]
    [InlineData("widths", "[4, 10, 20]", "widths that do not fit")]
    [InlineData("widths", "[4, 60000, 60000, 3]", "a larger network")]
    [InlineData("widths", "[4, -1, 3]", "widths that no network has")]
    [InlineData("noiseLevels", "[0.3]", "widths that do not fit")]
    [InlineData("noiseLevels", "[-1, 2]", "noise levels that are none")]
    [InlineData("scale", "0", "a scale")]
    [InlineData("files", "[]", "another number of files")]
    [InlineData("more", "1", "not a manifest of version 1")]
    [InlineData("files", "[{\"name\":\"../x\",\"bytes\":1,\"sha256\":\"\"},null,null,null,null,null,null]", "")]
    public void A_manifest_that_says_something_else_is_refused(string member, string value, string message)
    {
        JsonObject manifest = Manifest();
        manifest[member] = JsonNode.Parse(value);
        Should.Throw<GeometryException>(() => FieldManifest.Parse(Encoding.UTF8.GetBytes(manifest.ToJsonString()), "manifest.json"))
            .Message.ShouldContain(message);
    }

    [Fact]
    public void Any_bytes_are_a_manifest_or_an_error()
    {
        byte[] seed = Encoding.UTF8.GetBytes(Manifest().ToJsonString());
        FieldManifest.Fuzz(seed);
        var random = new Random(5);
        for (int round = 0; round < 5000; round++)
        {
            byte[] bytes = [.. seed];
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"0123456789[]{}\",:null-.e"[random.Next(24)];
            }

            FieldManifest.Fuzz(bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length));
        }
    }

    private static JsonObject Manifest()
    {
        using var folder = new TemporaryFolder();
        Field.Save(folder.Path);
        return JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder.Path, "manifest.json")))!.AsObject();
    }
}
