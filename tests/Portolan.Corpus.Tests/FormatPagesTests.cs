using System.Text.Json;
using System.Text.RegularExpressions;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Corpus.Writers;
using Portolan.Testing;

namespace Portolan.Corpus.Tests;

/// <summary>The pages in docs/formats say what the code does.</summary>
public sealed partial class FormatPagesTests
{
    private static readonly string RecipePage = File.ReadAllText(Repository.PathOf("docs/formats/recipe.md"));
    private static readonly string BuildPage = File.ReadAllText(Repository.PathOf("docs/formats/corpus-build.md"));

    [Fact]
    public void Recipe_page_has_every_stage_and_no_other() =>
        StageHeading().Matches(RecipePage).Select(m => m.Groups[1].Value).Order().ShouldBe(StageCatalogue.Kinds.Order());

    [Fact]
    public void Recipe_page_has_every_key_of_every_stage_and_no_other()
    {
        foreach (string kind in StageCatalogue.Kinds)
        {
            var settings = new StageSettings("test", kind, mapping: null);
            StageCatalogue.Find(kind)!(settings);
            string section = RecipePage[RecipePage.IndexOf($"## `{kind}`\n", StringComparison.Ordinal)..];
            int end = section.IndexOf("\n## ", StringComparison.Ordinal);
            KeyRow().Matches(end < 0 ? section : section[..end]).Select(m => m.Groups[1].Value).Order()
                .ShouldBe(settings.Asked.Order(), $"keys of {kind}");
        }
    }

    [Fact]
    public void The_example_of_the_recipe_page_is_a_recipe()
    {
        MatchCollection examples = YamlBlock().Matches(RecipePage);
        examples.Count.ShouldBe(1);
        RecipeReader.Read(examples[0].Groups[1].Value, "recipe.md").Stages.Count.ShouldBe(5);
    }

    [Fact]
    public void Build_page_has_every_field_of_a_document()
    {
        var document = new Document { Language = "en", Perplexity = 1, Bucket = "head", HttpStatus = 200, LinkCount = 2, ExternalLinkCount = 1 };
        foreach (PageField field in Enum.GetValues<PageField>())
        {
            document.SetMetadata(field, "x"u8);
        }

        document.SetText("x"u8);
        var line = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new DocumentJsonWriter();
        writer.Write(document, line);
        using JsonDocument json = JsonDocument.Parse(line.WrittenMemory);
        foreach (JsonProperty field in json.RootElement.EnumerateObject())
        {
            BuildPage.ShouldContain($"| `{field.Name}` |");
        }
    }

    [Fact]
    public void Build_page_has_every_field_of_a_manifest()
    {
        foreach (Type type in new[]
        {
            typeof(Manifest), typeof(InputSummary), typeof(StageCounts), typeof(DropCount), typeof(OutputSummary), typeof(LanguageSummary),
            typeof(LengthHistogram), typeof(PerplexitySummary), typeof(LanguagePerplexity), typeof(BucketSample), typeof(Sample), typeof(RemovedLine), typeof(Rejection), typeof(RunSummary),
        })
        {
            foreach (string name in type.GetProperties().Where(p => p.GetMethod is { IsStatic: false }).Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)))
            {
                BuildPage.ShouldContain($"`{name}`", customMessage: $"{type.Name}.{name}");
            }
        }
    }

    [GeneratedRegex("^## `([a-z-]+)`$", RegexOptions.Multiline)]
    private static partial Regex StageHeading();

    [GeneratedRegex(@"^\| `([a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex KeyRow();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
