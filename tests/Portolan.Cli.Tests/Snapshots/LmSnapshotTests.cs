using Portolan.Testing;

namespace Portolan.Cli.Tests.Snapshots;

/// <summary><c>portolan lm convert|score|query|info|sample</c> with a model that fits on a page.</summary>
public sealed class LmSnapshotTests : IDisposable
{
    private const string Arpa = """
        \data\
        ngram 1=6
        ngram 2=5
        ngram 3=2

        \1-grams:
        -1.5	<unk>	0
        0	<s>	-0.4
        -0.9	</s>	0
        -0.7	a	-0.3
        -0.8	b	-0.25
        -1.1	c	0

        \2-grams:
        -0.00004	a </s>	0
        -0.3	<s> a	-0.2
        -0.5	a b	-0.35
        -0.6	b a	0
        -0.4	b c	0

        \3-grams:
        -0.1	<s> a b
        -0.25	a b c

        \end\

        """;

    private readonly TemporaryFolder folder = new();

    public LmSnapshotTests()
    {
        folder.Write("model.arpa", Arpa);
        folder.Write("words.txt", "a b c\nb a\n\nx b\n");
    }

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lines_are_scored() => Compare("score", await Portolan.RunAsync("lm", "score", "--model", "model.arpa", "--tokenized", "--input", "words.txt"));

    [Fact]
    public async Task Lines_and_words_are_scored_as_json() =>
        Compare("score-json", await Portolan.RunAsync("lm", "score", "--model", "model.arpa", "--tokenized", "--input", "words.txt", "--per-word", "--json"));

    [Fact]
    public async Task Files_are_scored() =>
        Compare("score-files", await Portolan.RunAsync("lm", "score", "--model", "model.arpa", "--tokenized", "--input", "words.txt", "words.txt", "--per-file"));

    [Fact]
    public async Task Queries_print_what_KenLM_prints() =>
        Compare("query", await Portolan.RunWithInputAsync("a b c\nb a\nx b\n", "lm", "query", "--model", "model.arpa"));

    [Fact]
    public async Task A_tokenizer_or_words_must_be_asked_for() =>
        Compare("score-usage", await Portolan.RunAsync("lm", "score", "--model", "model.arpa", "--input", "words.txt"));

    [Fact]
    public async Task A_file_that_is_no_model_is_an_error() =>
        Compare("not-a-model", await Portolan.RunAsync("lm", "info", "--model", "words.txt"));

    [Fact]
    public async Task A_model_is_converted_there_and_back()
    {
        (await Portolan.RunAsync("lm", "convert", "model.arpa", "model.plm")).ExitCode.ShouldBe(0);
        Compare("info", await Portolan.RunAsync("lm", "info", "--model", "model.plm", "--verify"));
        (await Portolan.RunAsync("lm", "convert", "model.plm", "back.arpa")).ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Combine(folder.Path, "back.arpa")).ShouldContain("-0.25\ta b c\n");
        (await Portolan.RunAsync("lm", "convert", "model.arpa", "small.plm", "--compact")).ExitCode.ShouldBe(0);
        Compare("info-json", await Portolan.RunAsync("lm", "info", "--model", "small.plm", "--json"));
    }

    [Fact]
    public async Task A_flipped_bit_is_an_error()
    {
        await Portolan.RunAsync("lm", "convert", "model.arpa", "model.plm");
        string path = Path.Combine(folder.Path, "model.plm");
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[^20] ^= 4;
        await File.WriteAllBytesAsync(path, bytes);
        CliResult result = await Portolan.RunAsync("lm", "info", "--model", "model.plm");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("the checksum of HashTable of length 3");
    }

    [Fact]
    public async Task Samples_repeat_with_their_seed()
    {
        string[] arguments = ["lm", "sample", "--model", "model.arpa", "--prefix", "a", "-n", "5", "--seed", "7", "--max-words", "6"];
        CliResult first = await Portolan.RunAsync(arguments);
        first.OutputLines.Length.ShouldBe(5);
        first.OutputLines.ShouldAllBe(line => line.StartsWith('a'));
        (await Portolan.RunAsync(arguments)).ShouldBe(first);
        (await Portolan.RunAsync("lm", "sample", "--model", "model.arpa", "--temperature", "0", "--max-words", "3")).Output.ShouldBe("a b c\n");
    }

    private void Compare(string name, CliResult result) => Golden.Equal($"lm/{name}.txt", result.Snapshot(text => Mask.All(text, (folder.Path, "<folder>"))));
}
