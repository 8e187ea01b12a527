using System.Text;
using System.Text.Json;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.Perplexity;

namespace Portolan.Text.Tests.Perplexity;

public sealed class LanguageModelDirectoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Languages_are_found_by_ccnets_names()
    {
        Touch("de.sp.model", "de.arpa.bin", "en.sp.model", "en.arpa.gz", "zh-Hant.sp.model", "zh-Hant.arpa", "fr.sp.model", "fr.plm", "README.md", "cutoff.csv", ".sp.model", "a b.plm");

        IReadOnlyList<LanguageModelFiles> found = LanguageModelDirectory.Find(folder.Path);

        found.Select(f => (f.Language, Path.GetFileName(f.TokenizerPath), Path.GetFileName(f.ModelPath))).ShouldBe(
            [("de", "de.sp.model", "de.arpa.bin"), ("en", "en.sp.model", "en.arpa.gz"), ("fr", "fr.sp.model", "fr.plm"), ("zh-Hant", "zh-Hant.sp.model", "zh-Hant.arpa")]);
        found.ShouldAllBe(f => File.Exists(f.TokenizerPath) && File.Exists(f.ModelPath));
    }

    [Fact]
    public void Of_several_models_the_one_that_opens_fastest_counts()
    {
        Touch("de.sp.model", "de.arpa.gz", "de.arpa");
        LanguageModelDirectory.Find(folder.Path).Single().ModelPath.ShouldEndWith("de.arpa");
        Touch("de.arpa.bin");
        LanguageModelDirectory.Find(folder.Path).Single().ModelPath.ShouldEndWith("de.arpa.bin");
        Touch("de.plm");
        LanguageModelDirectory.Find(folder.Path).Single().ModelPath.ShouldEndWith("de.plm");
    }

    [Fact]
    public void A_language_with_one_file_of_the_two_is_refused()
    {
        Touch("de.sp.model");
        StorageException error = Should.Throw<StorageException>(() => LanguageModelDirectory.Find(folder.Path));
        error.Message.ShouldContain("de.sp.model has no n-gram model (de.plm, de.arpa.bin, de.arpa, de.arpa.gz) beside it");
        File.Delete(folder.File("de.sp.model"));
        Touch("de.plm");
        Should.Throw<StorageException>(() => LanguageModelDirectory.Find(folder.Path)).Message.ShouldContain("de.plm has no de.sp.model beside it");
    }

    [Fact]
    public void A_directory_without_models_is_refused()
    {
        Should.Throw<StorageException>(() => LanguageModelDirectory.Find(folder.Path)).Message.ShouldContain("holds no language model");
        Should.Throw<StorageException>(() => LanguageModelDirectory.Find(folder.File("none"))).Message.ShouldContain("there is no directory");
    }

    [Fact]
    public void The_manifest_lists_every_file_and_a_changed_one_is_refused()
    {
        Touch("de.sp.model", "de.plm", "en.sp.model", "en.plm", "cutoff.csv", "notes.txt");
        string path = LanguageModelDirectory.WriteManifest(folder.Path, "made of \"nothing\"");
        JsonElement manifest = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        manifest.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("name").GetString()).ShouldBe(["cutoff.csv", "de.plm", "de.sp.model", "en.plm", "en.sp.model"]);
        manifest.GetProperty("description").GetString().ShouldBe("made of \"nothing\"");

        IReadOnlyDictionary<string, string> digests = LanguageModelDirectory.Digests(folder.Path, LanguageModelDirectory.Find(folder.Path));
        digests.Keys.ShouldBe(["de.plm", "de.sp.model", "en.plm", "en.sp.model"]);

        // SHA-256 of the six bytes "de.plm".
        digests["de.plm"].ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("de.plm"u8)));
        folder.Write("de.plm", "De.plm");
        StorageException error = Should.Throw<StorageException>(() => LanguageModelDirectory.Digests(folder.Path, LanguageModelDirectory.Find(folder.Path)));
        error.Path!.ShouldEndWith("de.plm");
        error.Message.ShouldContain("but manifest.json beside it says " + digests["de.plm"]);
        LanguageModelDirectory.Digests(folder.Path, LanguageModelDirectory.Find(folder.Path).Where(f => f.Language == "en")).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("{", "is no manifest of language models")]
    [InlineData("[]", "is no manifest")]
    [InlineData("{\"format\":2,\"files\":[]}", "is no manifest of language models of format 1")]
    [InlineData("{\"format\":1}", "is no manifest")]
    [InlineData("{\"format\":1,\"files\":[{\"name\":\"a\"}]}", "is no manifest")]
    [InlineData("{\"format\":1,\"files\":[{\"name\":\"a\",\"sha256\":\"0\"},{\"name\":\"a\",\"sha256\":\"0\"}]}", "is no manifest")]
    [InlineData("{\"format\":1,\"files\":[{\"name\":null,\"sha256\":\"0\"}]}", "is no manifest")]
    public void A_manifest_that_is_none_is_refused(string text, string message)
    {
        Touch("de.sp.model", "de.plm");
        folder.Write("manifest.json", text);
        Should.Throw<StorageException>(() => LanguageModelDirectory.Digests(folder.Path, LanguageModelDirectory.Find(folder.Path))).Message.ShouldContain(message);
    }

    [Fact]
    public void Whatever_the_bytes_of_a_manifest_only_a_storage_exception_comes_of_it()
    {
        Touch("de.sp.model", "de.plm");
        byte[] good = File.ReadAllBytes(LanguageModelDirectory.WriteManifest(folder.Path, "x"));
        LanguageModelDirectory.Fuzz(good).ShouldBeTrue();
        var random = new Random(12);
        int accepted = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = [.. good];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            accepted += LanguageModelDirectory.Fuzz(bytes.AsSpan(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length))) ? 1 : 0;
        }

        accepted.ShouldBeInRange(1, 2999);
    }

    private void Touch(params string[] names)
    {
        foreach (string name in names)
        {
            File.WriteAllBytes(folder.File(name), Encoding.UTF8.GetBytes(name));
        }
    }
}
