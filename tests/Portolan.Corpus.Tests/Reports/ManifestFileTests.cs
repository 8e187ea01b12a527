using System.Text;
using System.Text.Json.Nodes;
using Portolan.Corpus.Reports;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Reports;

public sealed class ManifestFileTests
{
    [Fact]
    public void What_was_written_is_read_back()
    {
        using TemporaryFolder folder = new();
        Manifest manifest = ManifestSample.Create();

        string path = ManifestFile.Write(folder.Path, manifest);
        byte[] first = File.ReadAllBytes(path);
        Manifest read = ManifestFile.TryRead(folder.Path).ShouldNotBeNull();
        ManifestFile.Write(folder.Path, read);

        path.ShouldBe(folder.File("manifest.json"));
        File.ReadAllBytes(path).ShouldBe(first);
        read.Stages[2].Dropped["duplicate"].ShouldBe(manifest.Stages[2].Dropped["duplicate"]);
        read.Run.ShouldBe(manifest.Run);
        read.Samples.ShouldBe(manifest.Samples);
        Golden.Equal("Reports/manifest.json", Encoding.UTF8.GetString(first));
    }

    [Fact]
    public void A_directory_without_one_has_none()
    {
        using TemporaryFolder folder = new();
        ManifestFile.TryRead(folder.Path).ShouldBeNull();
        ManifestFile.TryRead(folder.File("missing")).ShouldBeNull();
        Should.Throw<CorpusException>(() => CorpusDirectory.Read(folder.Path)).Hint.ShouldBe("run the build again to finish it");
        Should.Throw<CorpusException>(() => CorpusDirectory.Read(folder.File("missing"))).Message.ShouldContain("there is no directory");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"format":1}""")]
    [InlineData("""{"format":"1"}""")]
    [InlineData("""{"format":1.5}""")]
    [InlineData("""{"format":null}""")]
    public void What_is_no_manifest_is_refused(string text)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("manifest.json", text);
        CorpusException error = Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path));
        error.Message.ShouldContain(path);
        error.Path.ShouldBe(path);
    }

    [Fact]
    public void Another_format_version_is_named()
    {
        using TemporaryFolder folder = new();
        Damage(folder, json => json["format"] = 2);
        CorpusException error = Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path));
        error.Message.ShouldEndWith("has format 2, expected 1");
        error.Hint!.ShouldContain("another version");
    }

    [Fact]
    public void A_missing_or_empty_field_is_refused_whichever_it_is()
    {
        using TemporaryFolder folder = new();
        string[] names = [.. Damage(folder, _ => { }).Select(property => property.Key)];
        names.Length.ShouldBe(14);

        // Null where nothing was scored.
        foreach (string name in names.Where(n => n != "perplexity"))
        {
            Damage(folder, json => json.Remove(name));
            Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path), $"without {name}").Path.ShouldBe(folder.File("manifest.json"));
            Damage(folder, json => json[name] = null);
            Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path), $"{name} is null");
            Damage(folder, json => json[name] = new JsonObject { ["x"] = 1 });
            Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path), $"{name} is something else");
        }

        Damage(folder, json => json["stages"] = new JsonArray());
        Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path));
        Damage(folder, json => json["perplexity"] = new JsonObject { ["x"] = 1 });
        Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path));
        Damage(folder, json => json["perplexity"]!["languages"]![0]!["bins"] = new JsonArray());
        Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path)).Message.ShouldContain("have 0 bins");
        Damage(folder, json => json["perplexity"]!["languages"]![0]!["first_bin"] = -1);
        Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path)).Message.ShouldContain("bins from -1");
        Damage(folder, json => json["lengths"]!["read"] = new JsonArray(1, 2));
        Should.Throw<CorpusException>(() => ManifestFile.TryRead(folder.Path)).Message.ShouldContain("bins");
    }

    private static JsonObject Damage(TemporaryFolder folder, Action<JsonObject> change)
    {
        ManifestFile.Write(folder.Path, ManifestSample.Create());
        JsonObject json = JsonNode.Parse(File.ReadAllText(folder.File("manifest.json")))!.AsObject();
        change(json);
        folder.Write("manifest.json", json.ToJsonString());
        return json;
    }
}
