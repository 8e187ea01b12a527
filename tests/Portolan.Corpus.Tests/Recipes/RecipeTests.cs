using System.Text;
using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Filters.Extract;
using Portolan.Corpus.Filters.Language;
using Portolan.Corpus.Filters.Length;
using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Recipes;
using Portolan.Extraction;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Recipes;

public sealed class RecipeTests
{
    public static TheoryData<string> Names => [.. BuiltInRecipes.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_built_in_recipe_is_read_and_its_text_is_a_recipe_again(string name)
    {
        Recipe recipe = BuiltInRecipes.Load(name);
        using TemporaryFolder folder = new();

        Recipe again = BuiltInRecipes.Load(folder.Write("copy.yaml", recipe.Text));

        recipe.Name.ShouldBe(name);
        recipe.Description.ShouldEndWith(".");
        again.Name.ShouldBe(name);
        again.Text.ShouldBe(recipe.Text);
        again.Description.ShouldBe(recipe.Description);
        again.Stages.Select(Describe).ShouldBe(recipe.Stages.Select(Describe));
        recipe.Stages[0].Kind.ShouldBe("read");
        recipe.Stages[^1].Kind.ShouldBe("write");
    }

    [Fact]
    public void Ccnet_has_the_published_order_and_thresholds()
    {
        Recipe recipe = BuiltInRecipes.Load("ccnet");
        recipe.Stages.Select(s => s.Name).ShouldBe(["read", "length", "exact-dedup", "language", "perplexity", "write"]);
        recipe.Stages[1].Options.ShouldBe(new LengthFilterOptions { Minimum = 300 });
        recipe.Stages[2].Options.ShouldBe(new ExactDedupOptions { Mode = DedupMode.RemoveAll, Window = 0 });
        var language = (LanguageFilterOptions)recipe.Stages[3].Options;
        (language.Decimals, language.MinimumScore, language.Exclusive, language.LineBreaks, language.Languages.Count).ShouldBe((2, 0.5, false, LineBreakTreatment.Delete, 0));
        var perplexity = (PerplexityFilterOptions)recipe.Stages[4].Options;
        (perplexity.Unit, perplexity.Cutoffs, perplexity.Models, perplexity.Percentiles.Count).ShouldBe((PerplexityUnit.Document, "auto", "", 0));
        ((ExactDedupOptions)BuiltInRecipes.Load("ccnet-window").Stages[2].Options).Window.ShouldBe(50);
        var refined = (LanguageFilterOptions)BuiltInRecipes.Load("language-first").Stages[1].Options;
        (refined.Decimals, refined.MinimumScore, refined.Exclusive, refined.LineBreaks).ShouldBe((-1, 0.65, true, LineBreakTreatment.Space));
    }

    [Fact]
    public void Every_setting_is_taken_and_a_stage_may_come_twice()
    {
        Recipe recipe = RecipeReader.Read(
            """
            name: mine
            stages:
              - read: {kind: jsonl, max-record: 1MiB}
              - length: {minimum: "1_000", maximum: 2000}
              - language: {model: my.ftz, line-breaks: space, minimum-score: 0.25, exclusive: true, decimals: -1, languages: [en, sr-Latn]}
              - exact-dedup: {mode: keep-first, window: 7}
              - perplexity: {models: my, unit: paragraph, cutoffs: my.csv, percentiles: [12.5, 90]}
              - length
              - length:
              - write: {shard-size: 1.5 GB}
            """,
            "mine.yaml");
        recipe.Stages.Select(s => s.Name).ShouldBe(["read", "length", "language", "exact-dedup", "perplexity", "length-2", "length-3", "write"]);
        recipe.Stages[0].Options.ShouldBe(new ReadOptions { Kind = DocumentKind.Jsonl, MaxRecordBytes = 1 << 20 });
        recipe.Stages[1].Options.ShouldBe(new LengthFilterOptions { Minimum = 1000, Maximum = 2000 });
        recipe.Stages[3].Options.ShouldBe(new ExactDedupOptions { Mode = DedupMode.KeepFirst, Window = 7 });
        var perplexity = (PerplexityFilterOptions)recipe.Stages[4].Options;
        (perplexity.Models, perplexity.Unit, perplexity.Cutoffs).ShouldBe(("my", PerplexityUnit.Paragraph, "my.csv"));
        perplexity.Percentiles.ShouldBe([12.5m, 90]);
        recipe.Stages[5].Options.ShouldBe(new LengthFilterOptions());
        recipe.Stages[7].Options.ShouldBe(new WriteOptions { ShardBytes = 1_500_000_000 });
        var language = (LanguageFilterOptions)recipe.Stages[2].Options;
        (language.Model, language.LineBreaks, language.MinimumScore, language.Exclusive, language.Decimals).ShouldBe(("my.ftz", LineBreakTreatment.Space, 0.25, true, -1));
        language.Languages.ShouldBe(["en", "sr-Latn"]);
        recipe.Description.ShouldBe("");
    }

    [Fact]
    public void Pages_become_text_and_wat_records_may_be_written_without_any()
    {
        Recipe recipe = RecipeReader.Read("name: x\nstages:\n  - read: {kind: warc, keep-truncated: true}\n  - extract: {extractor: justext, format: markdown, comments: true, max-page: 1MB}\n  - exact-dedup\n  - write\n", "x.yaml");
        recipe.Stages[0].Options.ShouldBe(new ReadOptions { Kind = DocumentKind.Warc, KeepTruncated = true });
        recipe.Stages[1].Options.ShouldBe(new ExtractFilterOptions { Extractor = "justext", Format = TextFormat.Markdown, Comments = true, MaxBytes = 1_000_000 });
        RecipeReader.Read("name: x\nstages:\n  - read: {kind: wat}\n  - write\n", "x.yaml").Stages.Count.ShouldBe(2);
    }

    [Fact]
    public void Refinedweb_extract_has_the_papers_order_and_threshold()
    {
        Recipe recipe = BuiltInRecipes.Load("refinedweb-extract");
        recipe.Stages.Select(s => s.Name).ShouldBe(["read", "url-filter", "extract", "language", "write"]);
        recipe.Stages[0].Options.ShouldBe(new ReadOptions { Kind = DocumentKind.Warc });
        recipe.Stages[2].Options.ShouldBe(new ExtractFilterOptions());
        var language = (LanguageFilterOptions)recipe.Stages[3].Options;
        (language.Decimals, language.MinimumScore, language.Exclusive, language.LineBreaks).ShouldBe((-1, 0.65, false, LineBreakTreatment.Space));
    }

    [Fact]
    public void Every_mistake_is_named_with_its_line()
    {
        var report = new StringBuilder();
        foreach ((string title, string yaml) in BadRecipes())
        {
            CorpusException error = Should.Throw<CorpusException>(() => RecipeReader.Read(yaml, "my.yaml"), title);
            error.Path.ShouldBe("my.yaml");
            report.Append(title).Append("\n    ").Append(error.Message.Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
            if (error.Hint is not null)
            {
                report.Append("    hint: ").Append(error.Hint).Append('\n');
            }
        }

        Golden.Equal("Recipes/errors.txt", report.ToString());
    }

    private static IEnumerable<(string Title, string Yaml)> BadRecipes()
    {
        const string head = "name: x\nstages:\n  - read\n";
        const string tail = "\n  - write\n";
        yield return ("empty", "");
        yield return ("a comment alone", "# nothing\n");
        yield return ("a word", "ccnet");
        yield return ("a list", "- read\n- write\n");
        yield return ("two documents", "name: x\n---\nname: y\n");
        yield return ("no name", "stages: [read, write]\n");
        yield return ("empty name", "name: ''\nstages: [read, write]\n");
        yield return ("no stages", "name: x\n");
        yield return ("stages are a word", "name: x\nstages: read\n");
        yield return ("stages are empty", "name: x\nstages: []\n");
        yield return ("name is a list", "name: [x]\nstages: [read, write]\n");
        yield return ("unknown key", "name: x\nstage: [read, write]\n");
        yield return ("key is a list", "? [a]\n: b\nname: x\n");
        yield return ("unknown stage", head + "  - lenght: {minimum: 3}" + tail);
        yield return ("very unknown stage", head + "  - teleport" + tail);
        yield return ("unknown setting", head + "  - length: {minimun: 3}" + tail);
        yield return ("unknown setting of another stage", head + "  - exact-dedup: {minimum: 3}" + tail);
        yield return ("not a number", head + "  - length: {minimum: many}" + tail);
        yield return ("a fraction", head + "  - length: {minimum: 3.5}" + tail);
        yield return ("negative", head + "  - length: {minimum: -1}" + tail);
        yield return ("too large", head + "  - length: {minimum: 99999999999999999999}" + tail);
        yield return ("nothing", head + "  - length: {minimum: }" + tail);
        yield return ("a list for a number", head + "  - length: {minimum: [3]}" + tail);
        yield return ("perplexity twice", head + "  - perplexity\n  - perplexity" + tail);
        yield return ("pages for a stage that needs text", "name: x\nstages:\n  - read: {kind: warc}\n  - length\n  - extract\n  - write\n");
        yield return ("pages for deduplication", "name: x\nstages:\n  - read: {kind: warc}\n  - exact-dedup\n  - extract\n  - write\n");
        yield return ("pages for the output", "name: x\nstages:\n  - read: {kind: warc}\n  - write\n");
        yield return ("extract without pages", head + "  - extract" + tail);
        yield return ("extract twice", "name: x\nstages:\n  - read: {kind: warc}\n  - extract\n  - extract\n  - write\n");
        yield return ("extract from WAT", "name: x\nstages:\n  - read: {kind: wat}\n  - extract\n  - write\n");
        yield return ("language of WAT", "name: x\nstages:\n  - read: {kind: wat}\n  - language\n  - write\n");
        yield return ("addresses of pages compared twice", "name: x\nstages:\n  - read: {kind: warc}\n  - url-dedup\n  - url-dedup\n  - extract\n  - write\n");
        yield return ("unknown extractor", "name: x\nstages:\n  - read: {kind: warc}\n  - extract: {extractor: precice}\n  - write\n");
        yield return ("one percentile", head + "  - perplexity: {percentiles: [30]}" + tail);
        yield return ("no percentile", head + "  - perplexity: {percentiles: []}" + tail);
        yield return ("falling percentiles", head + "  - perplexity: {percentiles: [60, 30]}" + tail);
        yield return ("a percentile above 100", head + "  - perplexity: {percentiles: [30, 101]}" + tail);
        yield return ("a percentile that is no number", head + "  - perplexity: {percentiles: [30, most]}" + tail);
        yield return ("unknown unit", head + "  - perplexity: {unit: sentence}" + tail);
        yield return ("score above one", head + "  - language: {minimum-score: 1.5}" + tail);
        yield return ("score is not a number", head + "  - language: {minimum-score: .nan}" + tail);
        yield return ("not true or false", head + "  - language: {exclusive: yes}" + tail);
        yield return ("languages is a word", head + "  - language: {languages: en}" + tail);
        yield return ("languages has a mapping", head + "  - language: {languages: [en, {de: fr}]}" + tail);
        yield return ("unknown word", head + "  - exact-dedup: {mode: keep-frist}" + tail);
        yield return ("word in other letters", head + "  - exact-dedup: {mode: REMOVE-ALL}" + tail);
        yield return ("bad size", "name: x\nstages:\n  - read\n  - write: {shard-size: 4 parsecs}\n");
        yield return ("size of nothing", "name: x\nstages:\n  - read\n  - write: {shard-size: 0}\n");
        yield return ("no read", "name: x\nstages:\n  - length\n  - write\n");
        yield return ("no write", "name: x\nstages:\n  - read\n  - length\n");
        yield return ("read alone", "name: x\nstages: [read]\n");
        yield return ("read twice", head + "  - read" + tail);
        yield return ("write in the middle", head + "  - write" + tail);
        yield return ("write first", "name: x\nstages: [write, read]\n");
        yield return ("duplicate key", "name: x\nname: y\nstages: [read, write]\n");
        yield return ("duplicate setting", head + "  - length: {minimum: 3, minimum: 4}" + tail);
        yield return ("duplicate settings in block style", head + "  - length:\n      minimum: 3\n      minimum: 4" + tail);
        yield return ("two stages in one item", head + "  - length: {minimum: 3}\n    language: {}" + tail);
        yield return ("a stage is a list", head + "  - [length]" + tail);
        yield return ("a stage is empty", head + "  - " + tail);
        yield return ("settings are a word", head + "  - length: 300" + tail);
        yield return ("settings are a list", head + "  - length: [300]" + tail);
        yield return ("a setting is no word", head + "  - length: {[a]: 3}" + tail);
        yield return ("tab", "name: x\nstages:\n\t- read\n");
        yield return ("unclosed", "name: x\nstages: [read, write\n");
        yield return ("unknown anchor", "name: x\nstages: *none\n");
        yield return ("anchor of a number for settings", "name: &n x\nstages: [read, {length: *n}, write]\n");
        yield return ("nested too deep", "name: x\nstages: " + new string('[', 100_000));
        yield return ("nested too deep in mappings", "name: x\nstages: " + string.Concat(Enumerable.Repeat("{a: ", 100_000)));
        yield return ("binary", "\u0000\u0001\u0002");
        yield return ("html", "<!DOCTYPE html>\n<html><body>404</body></html>\n");
    }

    [Fact]
    public void References_to_anchors_are_refused_since_they_can_go_in_circles()
    {
        const string yaml = "name: x\nstages:\n  - read\n  - length: &l {minimum: 3}\n  - length: *l\n  - write\n";
        Should.Throw<CorpusException>(() => RecipeReader.Read(yaml, "a.yaml")).Message.ShouldContain("line 5");
    }

    [Fact]
    public void A_file_that_is_no_recipe_is_named()
    {
        using TemporaryFolder folder = new();
        string huge = folder.Write("huge.yaml", new byte[(1 << 20) + 1]);
        Should.Throw<CorpusException>(() => BuiltInRecipes.Load(huge)).Message.ShouldBe($"recipe {huge} is larger than 1048576 bytes");
        string missing = folder.File("no.yaml");
        CorpusException error = Should.Throw<CorpusException>(() => BuiltInRecipes.Load(missing));
        error.Message.ShouldStartWith($"cannot read recipe {missing}: ");
        error.Hint!.ShouldContain("ccnet");
        Should.Throw<CorpusException>(() => BuiltInRecipes.Load(folder.Path)).Message.ShouldStartWith($"cannot read recipe {folder.Path}: ");
        error = Should.Throw<CorpusException>(() => BuiltInRecipes.Load("ccnett"));
        error.Message.ShouldBe("there is no recipe 'ccnett'; there are ccnet, ccnet-window, language-first, refinedweb-extract");
        error.Hint.ShouldBe("did you mean 'ccnet'?");
        Should.Throw<CorpusException>(() => BuiltInRecipes.Load("quite-another")).Hint!.ShouldContain("YAML");
    }

    [Fact]
    public void A_stages_options_can_be_replaced_by_others_of_the_same_kind()
    {
        Recipe recipe = BuiltInRecipes.Load("ccnet");
        Recipe other = recipe.With(recipe.Stages[1], new LengthFilterOptions { Minimum = 7 });
        other.Stages[1].Options.ShouldBe(new LengthFilterOptions { Minimum = 7 });
        recipe.Stages[1].Options.ShouldBe(new LengthFilterOptions());
        Should.Throw<ArgumentException>(() => recipe.With(recipe.Stages[1], new WriteOptions()));
        Should.Throw<ArgumentException>(() => recipe.With(new RecipeStage("x", "length", new LengthFilterOptions()), new LengthFilterOptions()));
    }

    [Fact]
    public void Mutated_recipes_are_read_or_refused_with_the_rooms_own_exception()
    {
        string seed = BuiltInRecipes.Load("ccnet").Text.Split("stages:")[0].Split('\n')[0] + "\nstages:\n  - read: {kind: wet}\n  - language: {languages: [en], minimum-score: 0.5}\n  - write:\n      shard-size: 4GB\n";
        var random = new Random(9);
        const string tokens = "{}[]:,-&*!|>'\"#%@`\t\n ?\\\u0000\uD800é~";
        int accepted = 0;
        for (int round = 0; round < 4000; round++)
        {
            var text = new StringBuilder(seed);
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(text.Length);
                switch (random.Next(3))
                {
                    case 0:
                        text[at] = tokens[random.Next(tokens.Length)];
                        break;
                    case 1:
                        text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at));
                        break;
                    default:
                        text.Insert(at, tokens[random.Next(tokens.Length)]);
                        break;
                }
            }

            accepted += RecipeReader.Fuzz(Encoding.UTF8.GetBytes(text.ToString())) ? 1 : 0;
        }

        accepted.ShouldBeInRange(30, 3900);
    }

    private static string Describe(RecipeStage stage) => $"{stage.Name} {stage.Kind} {System.Text.Json.JsonSerializer.Serialize(stage.Options)}";
}
