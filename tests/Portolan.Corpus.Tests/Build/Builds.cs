using System.Security.Cryptography;
using System.Text;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Corpus.Tests.Readers;

namespace Portolan.Corpus.Tests.Build;

/// <summary>Small crawls, and builds of them in this process.</summary>
internal static class Builds
{
    private static readonly string[] Phrases =
    [
        "The harbour master wrote down the depth of every channel before noon.",
        "A lighthouse keeper counted the ships that passed between two tides.",
        "Der Kartenmacher zeichnete die Küste so, wie die Lotsen sie gemessen hatten.",
        "Am Abend wurden die Boote an Land gezogen und die Netze zum Trocknen aufgehängt.",
        "Le pilote connaissait chaque rocher, chaque banc de sable et chaque courant.",
        "Les cartes anciennes montraient des îles que personne n'avait jamais vues.",
    ];

    /// <summary>Without language identification, so that a build needs no model and takes milliseconds.</summary>
    public const string PlainRecipe = """
        name: plain
        stages:
          - read: {kind: wet}
          - length: {minimum: 40}
          - exact-dedup: {mode: remove-all}
          - length: {minimum: 1}
          - write: {shard-size: 4GB}
        """;

    public static CorpusBuildOptions Options(Recipe recipe, string output, params string[] files) =>
        new() { Recipe = recipe, Inputs = [.. files.Select(InputFile.FromPath)], Output = output, Workers = 2, MemoryBytes = 100_000_000 };

    public static CorpusBuildOptions Options(string yaml, string output, params string[] files) => Options(RecipeReader.Read(yaml, "test.yaml"), output, files);

    public static async Task<BuildCompleted> RunAsync(CorpusBuildOptions options, CancellationToken cancellationToken = default)
    {
        BuildCompleted? completed = null;
        await foreach (CorpusEvent one in new CorpusBuild(options).RunAsync(cancellationToken))
        {
            completed.ShouldBeNull("an event after the last");
            completed = one as BuildCompleted;
        }

        return completed.ShouldNotBeNull();
    }

    /// <summary>Files of WET records whose pages share navigation, each document with a few lines of its own.</summary>
    public static string[] WriteCrawl(string folder, int files, int documents, int seed = 1)
    {
        var random = new Random(seed);
        List<string> paths = [];
        for (int file = 0; file < files; file++)
        {
            List<byte> bytes = [];
            for (int i = 0; i < documents; i++)
            {
                bytes.AddRange(ArchiveBuilder.Gzip(new ArchiveBuilder().Record($"http://host{random.Next(4)}.example/{file}/{i}", Page(random, file, i)).ToArray()));
            }

            paths.Add(Path.Combine(folder, $"crawl-{file}.warc.wet.gz"));
            File.WriteAllBytes(paths[^1], [.. bytes]);
        }

        return [.. paths];
    }

    private static string Page(Random random, int file, int number)
    {
        var page = new StringBuilder($"Page {number} of {file}\n");
        int lines = random.Next(9);
        for (int line = 0; line < lines; line++)
        {
            page.Append(random.Next(5) switch
            {
                0 => "Home",
                1 => "",
                2 => $"Shared line {random.Next(40)} about charts and their makers",
                _ => $"{Phrases[random.Next(Phrases.Length)]} Nr {(char)('a' + file)}{Letters(number)}{Letters(line)}{Letters(random.Next(1 << 20))} 😀",
            });
            page.Append('\n');
        }

        return page.ToString();
    }

    // Digits are all alike to the normaliser.
    private static string Letters(int number) => string.Concat(number.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)(digit - '0' + 'k')));

    /// <summary>Name and digest of every output file.</summary>
    public static Dictionary<string, string> Outputs(string directory) =>
        Directory.GetFiles(directory, "*.json.gz").ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), StringComparer.Ordinal);

    /// <summary>The manifest without what differs from run to run.</summary>
    public static string Comparable(Manifest manifest)
    {
        string json = System.Text.Json.JsonSerializer.Serialize(manifest with { Run = new RunSummary("", 0, 0, 0, 0, 0, 0, "") });
        return System.Text.RegularExpressions.Regex.Replace(json, "\"Seconds\":[0-9.eE+-]+", "\"Seconds\":0");
    }

    public static List<string> Texts(string directory, string? language = null)
    {
        List<string> texts = [];
        foreach (Document document in CorpusDirectory.Documents(directory, language))
        {
            texts.Add(Encoding.UTF8.GetString(document.Text));
        }

        return texts;
    }
}
