using System.Text;
using System.Text.Json;
using ICSharpCode.SharpZipLib.BZip2;
using Portolan.Corpus.ModelPreparation;
using Portolan.Corpus.Sources;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.NGrams;
using Portolan.Text.Perplexity;
using Portolan.Text.SentencePiece;

namespace Portolan.Corpus.Tests.ModelPreparation;

public sealed class LanguageModelPreparationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_dump_becomes_a_directory_that_a_build_can_score_with()
    {
        PreparationCompleted done = await Prepare(Plain());
        done.WasComplete.ShouldBeFalse();
        done.Training.Articles.ShouldBe(Articles().Count);
        done.Training.NGrams.Count.ShouldBe(3);
        LanguageModelFiles files = LanguageModelDirectory.Find(Output).ShouldHaveSingleItem();
        LanguageModelDirectory.Digests(Output, [files]).Count.ShouldBe(2);
        SentencePieceModel.Load(files.TokenizerPath).VocabularySize.ShouldBe(44);
        using NGramModel model = NGramModel.Open(files.ModelPath);
        model.Counts.ShouldBe(done.Training.NGrams);
        Directory.Exists(Path.Combine(Output, "work")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_three_formats_of_a_dump_give_the_same_models()
    {
        await Prepare(Plain());
        byte[] tokenizer = Read("xx.sp.model"), model = Read("xx.plm");
        foreach (string dump in (string[])[Xml(), Cirrus()])
        {
            Directory.Delete(Output, recursive: true);
            await Prepare(dump);
            Read("xx.sp.model").AsSpan().SequenceEqual(tokenizer).ShouldBeTrue(dump);
            Read("xx.plm").AsSpan().SequenceEqual(model).ShouldBeTrue(dump);
        }
    }

    [Fact]
    public async Task Threads_and_memory_leave_the_models_alone()
    {
        await Prepare(Plain(), o => o with { Threads = 1 });
        byte[] tokenizer = Read("xx.sp.model"), model = Read("xx.plm");
        Directory.Delete(Output, recursive: true);
        await Prepare(Plain(), o => o with { Threads = 4, MemoryBytes = 1_000_000 });
        Read("xx.sp.model").AsSpan().SequenceEqual(tokenizer).ShouldBeTrue();
        Read("xx.plm").AsSpan().SequenceEqual(model).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_done_is_not_done_again_and_other_settings_are_other_models()
    {
        await Prepare(Plain());
        (await Prepare(Plain())).WasComplete.ShouldBeTrue();
        PreparationCompleted other = await Prepare(Plain(), o => o with { Order = 2 });
        other.WasComplete.ShouldBeFalse();
        other.Training.NGrams.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_preparation_that_failed_in_a_later_step_goes_on_from_there_to_the_same_models()
    {
        await Prepare(Plain());
        byte[] tokenizer = Read("xx.sp.model"), model = Read("xx.plm");
        (Func<LanguageModelPreparationOptions, LanguageModelPreparationOptions> Breaks, string[] NotAgain)[] failures =
        [
            (o => o with { VocabularySize = 60_000 }, ["reading articles"]),
            (o => o with { Prune = [2, 1] }, ["reading articles", "training the tokeniser"]),
        ];
        foreach ((Func<LanguageModelPreparationOptions, LanguageModelPreparationOptions> breaks, string[] notAgain) in failures)
        {
            Directory.Delete(Output, recursive: true);
            await Should.ThrowAsync<Exception>(() => Prepare(Plain(), breaks));
            File.Exists(Path.Combine(Output, "xx.training.json")).ShouldBeFalse();
            List<string> phases = await Phases(Options(Plain()));
            phases.ShouldContain("training the n-gram model");
            phases.Intersect(notAgain).ShouldBeEmpty();
            Read("xx.sp.model").AsSpan().SequenceEqual(tokenizer).ShouldBeTrue();
            Read("xx.plm").AsSpan().SequenceEqual(model).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_language_that_is_finished_leaves_the_interrupted_work_of_another()
    {
        await Should.ThrowAsync<Exception>(() => Prepare(Plain(), o => o with { Language = "de", Prune = [2, 1] }));
        await Prepare(Plain(), o => o with { Language = "en" });
        Directory.Exists(Path.Combine(Output, "work", "en")).ShouldBeFalse();
        List<string> phases = await Phases(Options(Plain()) with { Language = "de" });
        phases.ShouldContain("training the n-gram model");
        phases.Intersect(["reading articles", "training the tokeniser"]).ShouldBeEmpty();
        File.Exists(Path.Combine(Output, "de.plm")).ShouldBeTrue();
        Directory.Exists(Path.Combine(Output, "work")).ShouldBeFalse();
    }

    [Fact]
    public async Task Languages_share_a_directory_and_its_manifest_lists_them()
    {
        await Prepare(Plain());
        await Prepare(Plain(), o => o with { Language = "yy", VocabularySize = 40 });
        using JsonDocument manifest = JsonDocument.Parse(Read("manifest.json"));
        manifest.RootElement.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("name").GetString())
            .ShouldBe(["xx.plm", "xx.sp.model", "yy.plm", "yy.sp.model"]);
    }

    [Fact]
    public async Task Only_so_many_articles_are_used()
    {
        PreparationCompleted done = await Prepare(Plain(), o => o with { ModelArticles = 7, TokenizerArticles = 30 });
        done.Training.Articles.ShouldBe(7);
        done.Training.TokenizerArticles.ShouldBe(30);
    }

    [Fact]
    public async Task A_dump_without_articles_is_refused_and_says_so()
    {
        string empty = Write("empty.txt", "\n\n"u8.ToArray());
        (await Should.ThrowAsync<CorpusException>(() => Prepare(empty))).Message.ShouldContain("no article with text was found in " + empty);
    }

    [Fact]
    public async Task A_truncated_dump_is_refused_and_leaves_no_model()
    {
        byte[] whole = File.ReadAllBytes(Xml());
        string cut = Write("cut.xml.bz2", whole[..(whole.Length * 3 / 4)]);
        (await Should.ThrowAsync<StorageException>(() => Prepare(cut))).Path.ShouldBe(cut);
        File.Exists(Path.Combine(Output, "xx.plm")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_vocabulary_that_the_text_cannot_fill_is_refused_with_what_it_can() =>
        (await Should.ThrowAsync<StorageException>(() => Prepare(Plain(), o => o with { VocabularySize = 60_000 }))).Hint.ShouldNotBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("../de")]
    [InlineData("d e")]
    public void A_code_that_cannot_begin_a_name_is_refused(string code) =>
        Should.Throw<CorpusException>(() => new LanguageModelPreparation(Options(Plain()) with { Language = code }));

    private static async Task<List<string>> Phases(LanguageModelPreparationOptions options)
    {
        List<string> phases = [];
        await foreach (CorpusEvent corpusEvent in new LanguageModelPreparation(options).RunAsync())
        {
            if (corpusEvent is BuildProgress progress)
            {
                phases.Add(progress.Phase);
            }
        }

        return phases;
    }

    private string Output => Path.Combine(folder.Path, "models");

    private static List<string> Articles()
    {
        // Sentences of a small grammar: enough variety for a tokeniser of a hundred pieces.
        string[] subjects = ["Der Hafen", "Die Stadt", "Das Schiff", "Ein Lotse", "Die Karte", "Der Wind"];
        string[] verbs = ["liegt", "zeigt", "findet", "meidet", "ordnet", "trägt"];
        string[] objects = ["die Küste", "den Weg", "das Riff", "den Kurs", "die Tiefe", "das Leuchtfeuer", "die Insel"];
        List<string> articles = [];
        for (int i = 0; i < 200; i++)
        {
            articles.Add($"{subjects[i % 6]} {verbs[i / 2 % 6]} {objects[i / 3 % 7]}, und {subjects[i * 5 % 6].ToLowerInvariant()} {verbs[i * 7 % 6]} {objects[i * 11 % 7]}.");
        }

        return articles;
    }

    private string Plain() => Write("articles.txt", Encoding.UTF8.GetBytes(string.Join('\n', Articles())));

    private string Xml()
    {
        string pages = string.Concat(Articles().Select((a, i) => $"<page><title>{i}</title><ns>0</ns><revision><text>'''{a}'''\n== Mehr ==\nNicht dabei.</text></revision></page>\n"));
        using var stored = new MemoryStream();
        using (var stream = new BZip2OutputStream(stored, 1) { IsStreamOwner = false })
        {
            stream.Write(Encoding.UTF8.GetBytes($"<mediawiki>{pages}</mediawiki>"));
        }

        return Write("articles.xml.bz2", stored.ToArray());
    }

    private string Cirrus() => Write("articles.json", Encoding.UTF8.GetBytes(string.Concat(
        Articles().Select(a => "{\"index\":{}}\n{\"title\":\"t\",\"namespace\":0,\"text\":\"Mehr.\",\"opening_text\":" + JsonSerializer.Serialize(a) + "}\n"))));

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(folder.Path, name);
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, bytes);
        }

        return path;
    }

    private byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Output, name));

    private LanguageModelPreparationOptions Options(string dump) => new()
    {
        Language = "xx",
        Inputs = [InputFile.FromPath(dump)],
        Output = Output,
        VocabularySize = 44,
        Order = 3,
        Threads = 2,
    };

    private async Task<PreparationCompleted> Prepare(string dump, Func<LanguageModelPreparationOptions, LanguageModelPreparationOptions>? change = null)
    {
        LanguageModelPreparationOptions options = Options(dump);
        await foreach (CorpusEvent corpusEvent in new LanguageModelPreparation(change?.Invoke(options) ?? options).RunAsync())
        {
            if (corpusEvent is PreparationCompleted completed)
            {
                return completed;
            }
        }

        throw new InvalidOperationException("the run ended without its last event");
    }
}
