using Portolan.Testing;

namespace Portolan.Cli.Tests.LanguageModels;

/// <summary><c>portolan lm train-tokenizer</c> on a small text.</summary>
public sealed class LmTrainTokenizerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public LmTrainTokenizerTests() => folder.Write("text.txt", string.Concat(Enumerable.Range(0, 200).Select(line =>
        $"the pilots of harbour {line % 7} measured the coast and drew charts of what they had measured {line}\n")));

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_model_and_its_vocabulary_are_written()
    {
        CliResult result = await Portolan.RunAsync("lm", "train-tokenizer", "--input", "text.txt", "--vocabulary", "80", "--output", "sp.model");

        Compare("plain", result);
        new FileInfo(folder.File("sp.model")).Length.ShouldBeGreaterThan(200_000);
        File.ReadAllLines(folder.File("sp.vocab")).Length.ShouldBe(80);
        Directory.GetFiles(folder.Path).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Options_reach_the_model()
    {
        CliResult result = await Portolan.RunAsync(
            "lm", "train-tokenizer", "--input", "text.txt", "text.txt", "--vocabulary", "400", "--soft-limit", "--byte-fallback", "--split-digits", "--user-symbols", "harbour", "<x>",
            "--control-symbols", "<mask>", "--pad-id", "3", "--normalization", "nfkc_cf", "--output", "sp.model", "--threads", "1", "--sample", "150", "--json");

        result.ExitCode.ShouldBe(0, result.Error);
        string[] pieces = [.. File.ReadLines(folder.File("sp.vocab")).Select(line => line.Split('\t')[0])];
        pieces[..8].ShouldBe(["<unk>", "<s>", "</s>", "<pad>", "<mask>", "harbour", "<x>", "<0x00>"]);
        pieces[262].ShouldBe("<0xFF>");
        pieces[263..].ShouldAllBe(piece => !piece.Any(char.IsAsciiDigit) || piece.Length == 1);
        System.Text.Json.JsonElement summary = result.JsonLinesOf("summary").ShouldHaveSingleItem();
        summary.GetProperty("pieces").GetInt32().ShouldBe(pieces.Length);
        summary.GetProperty("lines").GetInt32().ShouldBe(150);
        summary.GetProperty("output").GetString().ShouldBe("sp.model");
    }

    [Fact]
    public async Task A_vocabulary_too_large_for_the_text_says_the_most_possible() => Compare(
        "too-large", await Portolan.RunAsync("lm", "train-tokenizer", "--input", "text.txt", "--vocabulary", "5000", "--output", "sp.model"));

    [Fact]
    public async Task A_vocabulary_too_small_for_the_characters_says_the_least_possible() => Compare(
        "too-small", await Portolan.RunAsync("lm", "train-tokenizer", "--input", "text.txt", "--vocabulary", "20", "--output", "sp.model"));

    [Fact]
    public async Task A_text_without_words_is_an_error()
    {
        folder.Write("empty.txt", "\n \n");
        Compare("empty", await Portolan.RunAsync("lm", "train-tokenizer", "--input", "empty.txt", "--output", "sp.model"));
        File.Exists(folder.File("sp.model")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_output_that_is_no_model_is_a_usage_error() => Compare(
        "ending", await Portolan.RunAsync("lm", "train-tokenizer", "--input", "text.txt", "--output", "sp.bin"));

    [Fact]
    public async Task Numbers_given_twice_are_a_usage_error() => Compare(
        "same-number", await Portolan.RunAsync("lm", "train-tokenizer", "--input", "text.txt", "--pad-id", "1", "--output", "sp.model"));

    [Fact]
    public async Task A_missing_file_is_an_error()
    {
        CliResult result = await Portolan.RunAsync("lm", "train-tokenizer", "--input", "nowhere.txt", "--output", "sp.model");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith("error: no such file");
    }

    private void Compare(string name, CliResult result) =>
        Golden.Equal($"lm-train-tokenizer/{name}.txt", result.Snapshot(text => Mask.All(text, (folder.Path, "<folder>"))));
}
