using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>What a build left in its output directory.</summary>
internal static class BuildOutput
{
    /// <summary>Name and SHA-256 of each corpus file, in order of name.</summary>
    public static string[] Documents(string directory) =>
    [
        .. Directory.GetFiles(directory, "*.json.gz")
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetFileName(path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];

    /// <summary>The manifest without what may differ between two runs: times, workers and memory.</summary>
    public static string Manifest(string directory)
    {
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "manifest.json")))!;
        manifest.AsObject().Remove("run").ShouldBeTrue();
        foreach (JsonNode? stage in manifest["stages"]!.AsArray())
        {
            stage!.AsObject().Remove("seconds").ShouldBeTrue();
        }

        return manifest.ToJsonString();
    }

    /// <summary>Both builds are finished, tidy, and hold the same.</summary>
    public static void ShouldBeSame(string actual, string expected)
    {
        ShouldBeTidy(actual);
        Documents(actual).ShouldBe(Documents(expected));
        Documents(actual).ShouldNotBeEmpty();
        Manifest(actual).ShouldBe(Manifest(expected));
    }

    /// <summary>Nothing lies there but the corpus, the two reports, the lock file and, if perplexity was scored, its percentiles.</summary>
    public static void ShouldBeTidy(string directory)
    {
        bool isScored = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "manifest.json")))!["perplexity"] is not null;
        Directory.GetFileSystemEntries(directory, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.EndsWith(".json.gz", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ShouldBe([".lock", .. isScored ? new[] { "cutoff.csv" } : [], "manifest.json", "report.html"]);
    }

    /// <summary>No manifest says that the build is done.</summary>
    public static void ShouldBeUnfinished(string directory) => File.Exists(Path.Combine(directory, "manifest.json")).ShouldBeFalse();
}
