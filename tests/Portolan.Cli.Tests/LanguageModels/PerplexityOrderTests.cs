using System.IO.Compression;
using System.Text;
using Portolan.Testing;

namespace Portolan.Cli.Tests.LanguageModels;

/// <summary>What a model is for: text like its training text is likelier than text of another kind, and text likelier than its words in any order.</summary>
public sealed class PerplexityOrderTests : IDisposable
{
    private const int HeldOutLines = 2000;
    private const string Tokenizer = "wiki.model";

    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [SharedDataFact]
    public async Task Held_out_wikipedia_is_likelier_than_manuals_and_they_than_wikipedia_with_its_words_shuffled()
    {
        string[] wiki = Lines("data/text/wiki/en.txt.gz"), manuals = Lines("data/text/docs/en.txt.gz");
        string[] heldOut = wiki[^HeldOutLines..];
        folder.Write("train.txt", string.Join('\n', wiki[..^HeldOutLines]) + "\n");
        await Succeed("lm", "train-tokenizer", "--vocabulary", "8000", "--input", "train.txt", "--output", Tokenizer);
        await Succeed("lm", "train", "--order", "5", "--input", "train.txt", "--tokenizer", Tokenizer, "--discount-fallback", "--output", "wiki.plm");

        double ofWiki = await Perplexity(heldOut);
        double ofManuals = await Perplexity(manuals[..HeldOutLines]);
        double ofShuffled = await Perplexity(Shuffled(heldOut));
        ofWiki.ShouldBeLessThan(ofManuals);
        ofManuals.ShouldBeLessThan(ofShuffled);
    }

    private static string[] Shuffled(string[] lines)
    {
        var random = new Random(1);
        return [.. lines.Select(line =>
        {
            string[] words = line.Split(' ');
            random.Shuffle(words);
            return string.Join(' ', words);
        })];
    }

    private static string[] Lines(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(SharedData.PathOf(path)), CompressionMode.Decompress), Encoding.UTF8);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<double> Perplexity(string[] lines)
    {
        folder.Write("text.txt", string.Join('\n', lines) + "\n");
        CliResult result = await Succeed("lm", "score", "--model", "wiki.plm", "--tokenizer", Tokenizer, "--input", "text.txt", "--json");
        return result.JsonLines[^1].GetProperty("perplexity").GetDouble();
    }

    private async Task<CliResult> Succeed(params string[] arguments)
    {
        CliResult result = await Portolan.RunAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Error);
        return result;
    }
}
