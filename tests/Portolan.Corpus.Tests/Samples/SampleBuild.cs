using System.Text;
using System.Text.Json;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Samples;

/// <summary>The recipe ccnet run once on the sample crawl, beside what the crawl says of itself.</summary>
public sealed class SampleBuild : IAsyncLifetime, IDisposable
{
    private static readonly string Crawl = Repository.PathOf("samples/crawl");
    private readonly TemporaryFolder folder = new();

    /// <summary>Counts of the build.</summary>
    internal Manifest Manifest { get; private set; } = null!;

    /// <summary>The documents kept, by address.</summary>
    internal Dictionary<string, KeptDocument> Kept { get; } = new(StringComparer.Ordinal);

    /// <summary>The captures that have text, as truth.jsonl describes them.</summary>
    internal List<TruthLine> Truth { get; } = [];

    /// <summary>The lines of text of each conversion, the title left out, by the identifier of its response.</summary>
    internal Dictionary<string, string[]> LinesRead { get; } = new(StringComparer.Ordinal);

    /// <summary>Menus, notices and footers of all sites, as a reader sees them.</summary>
    internal HashSet<string> Boilerplate { get; } = new(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        ReadCrawl();
        IReadOnlyList<InputFile> inputs = await new InputResolver().ResolveAsync([Crawl]);
        CorpusBuildOptions options = new() { Recipe = BuiltInRecipes.Load("ccnet"), Inputs = inputs, Output = folder.Path };
        BuildCompleted? completed = null;
        await foreach (CorpusEvent corpusEvent in new CorpusBuild(options).RunAsync())
        {
            completed = corpusEvent as BuildCompleted ?? completed;
        }

        Manifest = completed!.Manifest;
        foreach (Document document in CorpusDirectory.Documents(folder.Path))
        {
            Kept.Add(document.ToString(), new KeptDocument(document.Language!, Encoding.UTF8.GetString(document.Text).Split('\n')));
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();

    private void ReadCrawl()
    {
        foreach (string line in File.ReadLines(Path.Combine(Crawl, "truth.jsonl")))
        {
            JsonElement capture = JsonElement.Parse(line);
            if (capture.GetProperty("wet").GetBoolean())
            {
                string Value(string name) => capture.GetProperty(name).GetString() ?? "";
                Truth.Add(new TruthLine(
                    Value("url"), Value("language"), Value("kind"), Value("quality"), Value("copy_of"), Value("record"), capture.GetProperty("characters").GetInt32()));
            }
        }

        foreach (string path in Directory.GetFiles(Path.Combine(Crawl, "segments"), "*.wet.gz", SearchOption.AllDirectories))
        {
            foreach (SampleRecord record in SampleArchive.Read(path).Where(record => record.Type == "conversion"))
            {
                LinesRead.Add(record.Headers["WARC-Refers-To"], Encoding.UTF8.GetString(record.Block).TrimEnd('\n').Split('\n')[1..]);
            }
        }

        foreach (string path in Directory.GetFiles(Path.Combine(Crawl, "texts"), "*.md"))
        {
            foreach (string line in File.ReadLines(path).TakeWhile(line => !line.StartsWith("===", StringComparison.Ordinal)))
            {
                if (line.Split(": ", 2) is [("nav" or "aside" or "footer" or "cookie" or "tagline"), string text])
                {
                    Boilerplate.Add(text.StartsWith('[') ? text[1..text.IndexOf("](", StringComparison.Ordinal)] : text);
                }
            }
        }
    }
}

/// <summary>A document of the built corpus.</summary>
internal sealed record KeptDocument(string Language, string[] Lines);

/// <summary>What truth.jsonl says of a capture with text; <paramref name="CopyOf"/> is empty for originals.</summary>
internal sealed record TruthLine(string Url, string Language, string Kind, string Quality, string CopyOf, string Record, int Characters);
