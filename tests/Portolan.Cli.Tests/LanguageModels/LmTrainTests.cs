using System.Globalization;
using System.Text;
using System.Text.Json;
using Portolan.Cli.Tests.Corpus;
using Portolan.Testing;

namespace Portolan.Cli.Tests.LanguageModels;

/// <summary><c>portolan lm train</c> as a process.</summary>
public sealed class LmTrainTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public LmTrainTests() => folder.Write("text.txt", Text(sentences: 40, words: 12));

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_model_is_written_and_described()
    {
        Compare("plain", await TrainAsync("--tokenized", "--order", "3", "--discount-fallback", "--verbose"));
        (await File.ReadAllLinesAsync(folder.File("model.arpa")))[1].ShouldBe("ngram 1=14");
    }

    [Fact]
    public async Task The_summary_is_json()
    {
        CliResult result = await TrainAsync("--tokenized", "--order", "2", "--discount-fallback", "--json", "--quiet", "--prune", "0", "1");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldBe("");
        JsonElement summary = result.JsonLines.ShouldHaveSingleItem();
        summary.GetProperty("type").GetString().ShouldBe("summary");
        summary.GetProperty("order").GetInt32().ShouldBe(2);
        int[] counts = [.. summary.GetProperty("ngrams").EnumerateArray().Select(count => count.GetInt32())];
        File.ReadLines(folder.File("model.arpa")).Skip(1).Take(2).ShouldBe([$"ngram 1={counts[0]}", $"ngram 2={counts[1]}"]);
        summary.GetProperty("tokens").GetInt32().ShouldBe(File.ReadAllText(folder.File("text.txt")).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length);
        summary.GetProperty("sentences").GetInt32().ShouldBe(40);
        summary.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        summary.GetProperty("output").GetString().ShouldBe("model.arpa");
    }

    [Fact]
    public async Task Several_files_and_any_memory_and_threads_make_the_same_model()
    {
        string text = Text(sentences: 3000, words: 400);
        int half = text.IndexOf('\n', text.Length / 2) + 1;
        folder.Write("text.txt", text);
        folder.Write("first.txt", text[..half]);
        folder.Write("second.txt", text[half..]);
        (await TrainAsync("--tokenized", "--discount-fallback")).ExitCode.ShouldBe(0);
        string whole = File.ReadAllText(folder.File("model.arpa"));
        CliResult parts = await Portolan.RunAsync(
            "lm", "train", "--input", "first.txt", "second.txt", "--output", "model.arpa", "--tokenized", "--discount-fallback", "--memory", "1MB", "--threads", "3", "--temporary", ".");
        parts.ExitCode.ShouldBe(0, parts.Error);
        (File.ReadAllText(folder.File("model.arpa")) == whole).ShouldBeTrue();
        Directory.GetDirectories(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("neither", new string[0])]
    [InlineData("both", new[] { "--tokenized", "--tokenizer", "sp.model" })]
    [InlineData("falling-prune", new[] { "--tokenized", "--prune", "0", "2", "1" })]
    [InlineData("no-count", new[] { "--tokenized", "--prune", "0", "few" })]
    [InlineData("many-counts", new[] { "--tokenized", "--order", "2", "--prune", "0", "0", "1" })]
    [InlineData("no-temporary", new[] { "--tokenized", "--temporary", "nowhere" })]
    [InlineData("small-text", new[] { "--tokenized" })]
    public async Task Mistakes_are_explained(string name, string[] arguments)
    {
        folder.Write("text.txt", "a b c\n");
        Compare(name, await TrainAsync(arguments));
        File.Exists(folder.File("model.arpa")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_ending_that_names_no_form_is_refused_before_the_work() =>
        Compare("ending", await Portolan.RunAsync("lm", "train", "--input", "text.txt", "--output", "model.bin", "--tokenized"));

    [Fact]
    public async Task A_reserved_word_is_named_with_its_line()
    {
        folder.Write("text.txt", "a b\nc <unk> d\n");
        Compare("reserved", await TrainAsync("--tokenized", "--discount-fallback"));
        (await TrainAsync("--tokenized", "--discount-fallback", "--skip-reserved", "--quiet")).ExitCode.ShouldBe(0);
    }

    [MountFact]
    public async Task A_full_disk_while_sorting_names_the_file_and_leaves_no_model()
    {
        folder.Write("text.txt", Text(sentences: 8000, words: 3000));
        Directory.CreateDirectory(folder.File("disk"));
        SystemCommand.Succeeds("mount", "-t", "tmpfs", "-o", "size=400k", "none", folder.File("disk")).ShouldBeTrue();
        try
        {
            CliResult result = await TrainAsync("--tokenized", "--memory", "1MB", "--temporary", "disk");
            result.ExitCode.ShouldBe(2, result.Error);
            result.Error.ShouldContain($"error: cannot write the temporary file {folder.File("disk")}");
            result.Error.ShouldContain("No space left on device");
            result.Error.ShouldContain("\nhint: free some space");
            Directory.GetFileSystemEntries(folder.File("disk")).ShouldBeEmpty();
            Directory.GetFiles(folder.Path).ShouldBe([folder.File("text.txt")]);
        }
        finally
        {
            SystemCommand.Succeeds("umount", folder.File("disk")).ShouldBeTrue();
        }
    }

    /// <summary>Sentences of a fixed text whose words fall off in frequency.</summary>
    private static string Text(int sentences, int words)
    {
        var text = new StringBuilder();
        var random = new Random(1);
        for (int i = 0; i < sentences; i++)
        {
            int length = random.Next(3, 20);
            for (int k = 0; k < length; k++)
            {
                text.Append(CultureInfo.InvariantCulture, $"w{(int)Math.Pow(words, random.NextDouble())}").Append(k == length - 1 ? '\n' : ' ');
            }
        }

        return text.ToString();
    }

    private Task<CliResult> TrainAsync(params string[] arguments) =>
        Portolan.RunAsync(["lm", "train", "--input", "text.txt", "--output", "model.arpa", .. arguments]);

    private void Compare(string name, CliResult result) =>
        Golden.Equal($"lm-train/{name}.txt", result.Snapshot(text => Mask.All(text, (folder.Path, "<folder>"))));
}
