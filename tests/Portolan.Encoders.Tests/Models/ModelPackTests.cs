using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Portolan.Encoders.Models;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Encoders.Tests.Models;

public sealed class ModelPackTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A manifest of the kind <c>onnx-text</c> for given files.</summary>
    public static ModelManifest ManifestOf(string name, params (string Path, byte[] Content)[] files) => new()
    {
        Name = name, Version = "1", Kind = "onnx-text", Dimensions = 8, License = "MIT", Source = "test", Modalities = ["text"],
        Files = [.. files.Select(file => new ModelFile(file.Path, file.Content.Length, Convert.ToHexStringLower(SHA256.HashData(file.Content))))],
    };

    [Fact]
    public void Digest_is_the_one_that_the_format_page_specifies()
    {
        ModelManifest manifest = ManifestOf("any", ("b", [1, 2, 3]), ("a/c", [])) with
        {
            Settings = ImmutableSortedDictionary<string, string>.Empty.Add("prefix", "a\\b\nc").Add("pooling", "mean"),
        };
        const string text = "onnx-text\n8\npooling=mean\nprefix=a\\\\b\\nc\n"
            + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 a/c\n"
            + "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81 b\n";
        byte[] digest = [.. new ModelPack("/nowhere", manifest).Space.Digest];
        digest.ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        Convert.ToHexStringLower(digest).ShouldBe("694ba0bc319e10890adc7233ddac60c25ca1f3463d49a063f9f3983bbe15a336");
    }

    [Fact]
    public void Digest_depends_on_what_changes_vectors_and_on_nothing_else()
    {
        ModelManifest manifest = ManifestOf("a", ("x", [1]));
        ImmutableArray<byte> digest = new ModelPack("/one", manifest).Space.Digest;
        new ModelPack("/two", manifest with { Name = "b", Version = "2", License = "GPL-3.0-only", Source = "other" }).Space.Digest.ShouldBe(digest);
        ModelManifest[] others =
        [
            manifest with { Kind = "onnx-image" }, manifest with { Dimensions = 9 }, manifest with { Settings = manifest.Settings.Add("a", "b") },
            manifest with { Settings = manifest.Settings.Add("a", "1\nb=2") }, manifest with { Settings = manifest.Settings.Add("a", "1").Add("b", "2") },
            ManifestOf("a", ("y", [1])), ManifestOf("a", ("x", [2])), ManifestOf("a"),
        ];
        others.Select(other => Convert.ToHexString(new ModelPack("/", other).Space.Digest.AsSpan())).Append(Convert.ToHexString(digest.AsSpan()))
            .Distinct().Count().ShouldBe(others.Length + 1);
    }

    [Fact]
    public void Files_are_given_out_when_they_are_what_the_manifest_says()
    {
        ModelPack pack = PackOf(("a", [1, 2, 3]), ("b/empty", []));
        pack.ReadFile("a").ShouldBe([1, 2, 3]);
        pack.ReadFile("b/empty").ShouldBeEmpty();
        using MappedFile mapped = pack.MapFile("a");
        mapped.Span(0, 3).ToArray().ShouldBe([1, 2, 3]);
        using MappedFile empty = pack.MapFile("b/empty");
        empty.Length.ShouldBe(0);
        pack.VerifyFile("a");
        pack.VerifyFile("b/empty");
        Should.Throw<EncoderException>(() => pack.ReadFile("c")).Message.ShouldContain("lists no file c, which its kind onnx-text needs");
        Should.Throw<ArgumentException>(() => pack.ReadFile("a", new byte[2]));
    }

    [Fact]
    public void File_over_several_blocks_is_mapped()
    {
        byte[] content = new byte[(1 << 18) * 3 + 17];
        new Random(1).NextBytes(content);
        ModelPack pack = PackOf(("a", content));
        using MappedFile mapped = pack.MapFile("a");
        mapped.Span(0, content.Length).SequenceEqual(content).ShouldBeTrue();
        pack.VerifyFile("a");
    }

    [Theory]
    [InlineData("other", "SHA-256")]
    [InlineData("longer", "4 bytes, expected 3")]
    [InlineData("shorter", "2 bytes, expected 3")]
    [InlineData("missing", "is missing")]
    [InlineData("directory", "is missing")]
    [InlineData("pipe", "0 bytes, expected 3")]
    [InlineData("link-out", "leads out of the pack")]
    [InlineData("parent-link-out", "leads out of the pack")]
    [InlineData("link-circle", "in circles")]
    public async Task Other_files_are_not(string what, string problem)
    {
        ModelPack pack = PackOf(("d/a", [1, 2, 3]));
        string path = folder.File("pack/d/a");
        byte[]? other = what switch { "other" => [1, 2, 4], "longer" => [1, 2, 3, 4], "shorter" => [1, 2], _ => null };
        File.Delete(path);
        if (other is not null)
        {
            File.WriteAllBytes(path, other);
        }

        switch (what)
        {
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "pipe":
                (await CliRunner.Of("mkfifo", folder.Path).RunAsync(path)).ExitCode.ShouldBe(0);
                break;
            case "link-out":
                File.CreateSymbolicLink(path, folder.Write("outside", [1, 2, 3]));
                break;
            case "parent-link-out":
                folder.Write("outside/a", [1, 2, 3]);
                Directory.Delete(folder.File("pack/d"));
                Directory.CreateSymbolicLink(folder.File("pack/d"), "../outside");
                break;
            case "link-circle":
                File.CreateSymbolicLink(path, "a");
                break;
        }

        foreach (Action use in new Action[] { () => pack.ReadFile("d/a"), () => pack.MapFile("d/a").Dispose(), () => pack.VerifyFile("d/a") })
        {
            EncoderException exception = Should.Throw<EncoderException>(use);
            exception.Message.ShouldContain(problem);
            exception.Path.ShouldNotBeNull();
        }
    }

    [Fact]
    public void Links_inside_a_pack_are_followed_and_the_pack_may_be_one_itself()
    {
        ModelPack pack = PackOf(("a", [1, 2, 3]), ("d/b", [1, 2, 3]));
        File.Delete(folder.File("pack/d/b"));
        File.CreateSymbolicLink(folder.File("pack/d/b"), "../a");
        pack.ReadFile("d/b").ShouldBe([1, 2, 3]);
        Directory.CreateSymbolicLink(folder.File("alias"), "pack");
        ModelPack.Open(folder.File("alias")).ReadFile("d/b").ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Opening_needs_a_manifest()
    {
        Should.Throw<EncoderException>(() => ModelPack.Open(folder.Path)).Message.ShouldContain("manifest.json is missing");
        folder.Write("manifest.json", "");
        Should.Throw<EncoderException>(() => ModelPack.Open(folder.Path)).Message.ShouldContain("manifest.json is empty");
    }

    private ModelPack PackOf(params (string Path, byte[] Content)[] files)
    {
        foreach ((string path, byte[] content) in files)
        {
            folder.Write("pack/" + path, content);
        }

        folder.Write("pack/manifest.json", ManifestOf("test", files).ToJson());
        return ModelPack.Open(folder.File("pack"));
    }
}
