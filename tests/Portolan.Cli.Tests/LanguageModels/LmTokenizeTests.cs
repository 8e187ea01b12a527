using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.LanguageModels;

/// <summary><c>portolan lm tokenize</c>, compared with sentencepiece 0.1.97 by what <c>eng/sentencepiece_golden.py</c> wrote.</summary>
public sealed class LmTokenizeTests : IDisposable
{
    private const string Text = "The harbour was quiet.\n\n  two  spaces and \u00FC \u4F60\u597D\r\nlast";
    private static readonly string Models = Repository.PathOf("tests/Portolan.Text.Tests/Golden/SentencePiece");

    private readonly TemporaryFolder folder = new();

    public LmTokenizeTests()
    {
        File.Copy(Path.Combine(Models, "unigram.model"), folder.File("sp.model"));
        folder.Write("text.txt", Text);
    }

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("unigram")]
    [InlineData("unigram-bytes")]
    [InlineData("unigram-spaces")]
    [InlineData("bpe-bytes")]
    public async Task Lines_are_split_and_joined_as_the_peer_does(string model)
    {
        Row[] rows = [.. Rows(model)];
        rows.Length.ShouldBeGreaterThan(100);
        byte[] texts = Lines(rows.Select(row => row.Text));
        byte[] pieces = Lines(rows.Select(row => row.Pieces)), numbers = Lines(rows.Select(row => row.Ids)), joined = Lines(rows.Select(row => row.Decoded));
        File.Copy(Path.Combine(Models, model + ".model"), folder.File("sp.model"), overwrite: true);
        folder.Write("texts", texts);
        folder.Write("numbers", numbers);

        await Gives(pieces, texts);
        await Gives(numbers, texts, "--ids");
        await Gives(joined, numbers, "--ids", "--decode");
        await Gives(pieces, [], "texts");
        await Gives(joined, [], "--ids", "--decode", "numbers");

        // A piece that the model does not know stays as it is, where its number would be " ⁇ ".
        Row[] known = [.. rows.Where(row => !Encoding.ASCII.GetString(row.Ids).Split(' ').Contains("0"))];
        await Gives(Lines(known.Select(row => row.Decoded)), Lines(known.Select(row => row.Pieces)), "--decode");
    }

    [Fact]
    public async Task Pieces_are_printed() => Compare("pieces", await RunAsync("text.txt", "--verbose"));

    [Fact]
    public async Task Pieces_are_printed_as_json() => Compare("pieces-json", await RunAsync("text.txt", "--json"));

    [Fact]
    public async Task Numbers_are_printed_as_json() => Compare("ids-json", await RunAsync("text.txt", "--ids", "--json"));

    [Fact]
    public async Task Text_is_printed_as_json()
    {
        folder.Write("pieces.txt", "▁The ▁har bour\n\n▁was zzz\n");
        Compare("decode-json", await RunAsync("pieces.txt", "--decode", "--json"));
    }

    [Fact]
    public async Task Compressed_files_are_read()
    {
        using (var stream = new GZipStream(File.Create(folder.File("text.txt.gz")), CompressionLevel.Fastest))
        {
            stream.Write(Encoding.UTF8.GetBytes(Text));
        }

        (await RunAsync("text.txt.gz")).ShouldBe(await RunAsync("text.txt"));
    }

    [Fact]
    public async Task A_long_line_is_one_line_and_comes_back()
    {
        string line = string.Concat(Enumerable.Range(0, 200_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"the coast {i % 7} ")))[..^1];
        folder.Write("long.txt", line);
        CliResult numbers = await RunAsync("long.txt", "--ids");
        numbers.OutputLines.Length.ShouldBe(1);
        (await Portolan.RunWithInputAsync(numbers.Output, "lm", "tokenize", "--tokenizer", "sp.model", "--ids", "--decode")).Output.ShouldBe(line + "\n");
    }

    [Fact]
    public async Task A_line_is_answered_before_the_next_is_read()
    {
        // Standard input stays open until the answer is there.
        const string Script = """
            coproc "$@"
            echo 'The harbour was quiet.' >&"${COPROC[1]}"
            read -r -t 100 answer <&"${COPROC[0]}"
            echo "answer: $answer"
            """;
        CliResult result = await Portolan.Through("bash", "-c", Script, "bash").RunAsync("lm", "tokenize", "--tokenizer", "sp.model");
        result.Error.ShouldBe("");
        result.Output.ShouldBe("answer: ▁The ▁ha r bo ur ▁was ▁qui et .\n");
    }

    [Fact]
    public async Task No_lines_give_none() => (await RunAsync()).ShouldBe(new CliResult(0, "", ""));

    [Theory]
    [InlineData("bad-id", "5 6\n7 x8\n")]
    [InlineData("bad-id-negative", "-1\n")]
    [InlineData("bad-id-long", "11111111111111111111111111111111111111111111111111111111111\n")]
    public async Task What_is_no_number_of_a_piece_is_an_error_with_its_line(string name, string numbers)
    {
        folder.Write("numbers.txt", numbers);
        Compare(name, await RunAsync("numbers.txt", "--ids", "--decode"));
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_an_error() =>
        Compare("not-a-model", await Portolan.RunAsync("lm", "tokenize", "--tokenizer", "text.txt", "text.txt"));

    [Fact]
    public async Task A_model_must_be_given() => Compare("no-model", await Portolan.RunAsync("lm", "tokenize", "text.txt"));

    [Fact]
    public async Task A_missing_file_is_an_error() => Compare("missing-file", await RunAsync("nowhere.txt"));

    private static byte[] Lines(IEnumerable<byte[]> lines) => [.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])];

    /// <summary>The rows that are one line.</summary>
    private static IEnumerable<Row> Rows(string model)
    {
        using var stream = new GZipStream(File.OpenRead(Path.Combine(Models, "golden.jsonl.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is string line)
        {
            JsonElement row = JsonElement.Parse(line);
            byte[] text = row.GetProperty("text").GetBytesFromBase64();
            if (row.GetProperty("model").GetString() == model && !text.Contains((byte)'\n'))
            {
                IEnumerable<byte[]> pieces = row.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetBytesFromBase64());
                yield return new Row(
                    text,
                    [.. pieces.SelectMany((piece, i) => i == 0 ? piece : [(byte)' ', .. piece])],
                    Encoding.ASCII.GetBytes(string.Join(' ', row.GetProperty("ids").EnumerateArray().Select(id => id.GetRawText()))),
                    row.GetProperty("decoded").GetBytesFromBase64());
            }
        }
    }

    private async Task Gives(byte[] expected, byte[] input, params string[] arguments)
    {
        CliResult result = await Portolan.RunWithInputAsync(input, ["lm", "tokenize", "--tokenizer", "sp.model", .. arguments]);
        result.Error.ShouldBe("");
        result.ExitCode.ShouldBe(0);
        result.Output.ShouldBe(Encoding.UTF8.GetString(expected));
    }

    private Task<CliResult> RunAsync(params string[] arguments) => Portolan.RunAsync(["lm", "tokenize", "--tokenizer", "sp.model", .. arguments]);

    private void Compare(string name, CliResult result) =>
        Golden.Equal($"lm-tokenize/{name}.txt", result.Snapshot(text => Mask.All(text, (folder.Path, "<folder>"))));

    private sealed record Row(byte[] Text, byte[] Pieces, byte[] Ids, byte[] Decoded);
}
