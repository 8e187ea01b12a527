using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Storage;
using Portolan.Text.Normalization;
using Portolan.Text.SentencePiece;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan lm tokenize</c>: what SentencePiece's <c>spm_encode</c> and <c>spm_decode</c> print.</summary>
internal sealed class LmTokenizeCommand : Verb
{
    private readonly Setting<string?> model = Setting.Text("--tokenizer", "file", "The SentencePiece model.", required: true);
    private readonly Argument<string?> input = new("file")
    {
        Description = "What to read: plain, gzip, zstd or LZ4; standard input when left out.",
        HelpName = "file",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Setting<bool> ids = Setting.Flag("--ids", "Print, or with --decode read, the numbers of the pieces.");
    private readonly Setting<bool> decode = Setting.Flag("--decode", "Put pieces back together: a line of them in, a line of text out.");

    public LmTokenizeCommand()
        : base("tokenize", "Splits lines of text into the pieces of a SentencePiece model, or puts them back together.")
    {
        Add(model);
        Add(input);
        Add(ids);
        Add(decode);
    }

    public override string Details =>
        "Prints one line for each line read, its pieces with a space between them, byte for byte as spm_encode prints them, and with --decode "
        + "as spm_decode does. A piece may be unknown to the model; a number must be that of a piece.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Pieces of a sentence", "echo 'The harbour was quiet.' | portolan lm tokenize --tokenizer sp.model"),
        new("Numbers of a file's pieces", "portolan lm tokenize --tokenizer sp.model --ids wiki.txt.gz > wiki.ids"),
        new("And the text again", "portolan lm tokenize --tokenizer sp.model --ids --decode wiki.ids"),
        new("Compare with SentencePiece", "cmp <(spm_encode --model=sp.model text.txt) <(portolan lm tokenize --tokenizer sp.model text.txt)"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("tokens", ["line", "pieces"], "for each line, numbered from 1"),
        new("tokens", ["line", "ids"], "with `--ids`, instead"),
        new("text", ["line", "text"], "with `--decode`, instead"),
        new("summary", ["lines", "tokens", "bytes", "seconds"], "at the end; `bytes` are those read, without the lines' ends"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        long started = context.Time.GetTimestamp();
        string? file = context.Value(input);
        SentencePieceModel opened = SentencePieceModel.Load(context.Value(model)!);
        using var tokenizer = new Tokenizer(opened, context.Value(ids), context.Value(decode), file ?? "standard input", context.Output);
        using (ProgressBar progress = context.Output.StartProgress("tokenizing lines", null, ProgressUnit.Items))
        {
            if (file is null)
            {
                await ReadStandardInputAsync(context, tokenizer, progress).ConfigureAwait(false);
            }
            else
            {
                ReadFile(file, tokenizer, progress, context.Cancellation);
            }
        }

        tokenizer.Summarise(context.Time.GetElapsedTime(started));
        return ExitCode.Done;
    }

    private static async Task ReadStandardInputAsync(CommandContext context, Tokenizer tokenizer, ProgressBar progress)
    {
        var lines = new LineReader(context.Input, keepsReturns: true);
        do
        {
            while (lines.TryTake(out ReadOnlySpan<byte> line))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                tokenizer.Add(line);
            }

            // Someone may be typing, or talking to us through two pipes: answer before waiting for more.
            context.Output.Flush();
            progress.Report(tokenizer.LineCount);
        }
        while (await lines.FetchAsync(context.Cancellation).ConfigureAwait(false));
    }

    private static void ReadFile(string file, Tokenizer tokenizer, ProgressBar progress, CancellationToken cancellation)
    {
        using var lines = new LmLines(file, keepsReturns: true);
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            cancellation.ThrowIfCancellationRequested();
            tokenizer.Add(line);
            progress.Report(tokenizer.LineCount);
        }
    }

    /// <summary>Makes one line of output of each line of input.</summary>
    private sealed class Tokenizer(SentencePieceModel model, bool isNumeric, bool decodes, string source, CommandOutput output) : IDisposable
    {
        private const int LongestQuote = 40;

        private readonly SentencePieceEncoder encoder = new(model);
        private readonly PooledBuffer<byte> printed = new();
        private readonly PooledBuffer<int> numbers = new();
        private long tokenCount;
        private long byteCount;

        private static ReadOnlySpan<byte> Separators => " \t\r"u8;

        public long LineCount { get; private set; }

        public void Add(ReadOnlySpan<byte> line)
        {
            LineCount++;
            byteCount += line.Length;
            printed.Clear();
            if (decodes)
            {
                Decode(line);
            }
            else
            {
                tokenCount += encoder.Encode(line).Length;
            }

            if (output.IsJson)
            {
                PrintJson();
                return;
            }

            if (!decodes)
            {
                WritePieces();
            }

            printed.Write("\n"u8);
            output.Bytes.Write(printed.WrittenSpan);
        }

        public void Summarise(TimeSpan elapsed)
        {
            if (output.IsJson)
            {
                Utf8JsonWriter writer = output.Json.BeginSummary();
                writer.WriteNumber("lines"u8, LineCount);
                writer.WriteNumber("tokens"u8, tokenCount);
                writer.WriteNumber("bytes"u8, byteCount);
                writer.WriteNumber("seconds"u8, Math.Round(elapsed.TotalSeconds, 3));
                output.Json.End();
            }
            else
            {
                output.Detail($"{Quantity.Count(LineCount)} lines, {Quantity.Count(tokenCount)} tokens, {Quantity.Count(byteCount)} bytes, {Quantity.Duration(elapsed)}");
            }
        }

        public void Dispose()
        {
            encoder.Dispose();
            printed.Dispose();
            numbers.Dispose();
        }

        private void Decode(ReadOnlySpan<byte> line)
        {
            if (!isNumeric)
            {
                foreach (Range piece in line.Split((byte)' '))
                {
                    tokenCount += line[piece].IsEmpty ? 0 : 1;
                }

                encoder.DecodePieces(line, printed);
                return;
            }

            numbers.Clear();
            foreach (Range part in line.SplitAny(Separators))
            {
                if (!line[part].IsEmpty)
                {
                    numbers.GetSpan(1)[0] = Number(line[part]);
                    numbers.Advance(1);
                }
            }

            tokenCount += numbers.WrittenCount;
            encoder.Decode(numbers.WrittenSpan, printed);
        }

        private int Number(ReadOnlySpan<byte> text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < model.VocabularySize
                ? id
                : throw new StorageException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{source}, line {LineCount}: found '{Quote(text)}', expected the number of a piece, 0 to {model.VocabularySize - 1}"),
                    source,
                    hint: "give what --ids printed with the same model, or pieces without --ids");

        private static string Quote(ReadOnlySpan<byte> text) =>
            text.Length <= LongestQuote ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(text[..LongestQuote]) + "…";

        private void WritePieces()
        {
            ReadOnlySpan<int> pieces = encoder.Ids;
            for (int i = 0; i < pieces.Length; i++)
            {
                if (i > 0)
                {
                    printed.Write(" "u8);
                }

                if (isNumeric)
                {
                    pieces[i].TryFormat(printed.GetSpan(16), out int length, default, CultureInfo.InvariantCulture);
                    printed.Advance(length);
                }
                else
                {
                    printed.Write(encoder.Piece(i));
                }
            }
        }

        private void PrintJson()
        {
            Utf8JsonWriter writer = output.Json.Begin(decodes ? "text" : "tokens");
            writer.WriteNumber("line"u8, LineCount);
            if (decodes)
            {
                writer.WriteString("text"u8, Encoding.UTF8.GetString(printed.WrittenSpan));
                output.Json.End();
                return;
            }

            writer.WriteStartArray(isNumeric ? "ids"u8 : "pieces"u8);
            for (int i = 0; i < encoder.Ids.Length; i++)
            {
                if (isNumeric)
                {
                    writer.WriteNumberValue(encoder.Ids[i]);
                }
                else
                {
                    // A model's pieces are bytes, and need not be UTF-8.
                    writer.WriteStringValue(Encoding.UTF8.GetString(encoder.Piece(i)));
                }
            }

            writer.WriteEndArray();
            output.Json.End();
        }
    }
}
