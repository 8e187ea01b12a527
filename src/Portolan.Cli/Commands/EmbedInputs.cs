using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Portolan.Storage;
using Portolan.Text;

namespace Portolan.Cli.Commands;

/// <summary>The texts that <c>portolan embed</c> is given: lines, or whole files.</summary>
internal static class EmbedInputs
{
    // As for a line: what is larger is no text that somebody means to encode.
    private const int MaxFileBytes = 1 << 28;

    /// <summary>Reads lines of files or of standard input, or files named as arguments or on standard input.</summary>
    /// <param name="inputs">Files; none for standard input.</param>
    /// <param name="wholeFiles">Makes something of a whole file, given its path; null for lines.</param>
    /// <param name="standardInput">Lines, or paths when <paramref name="wholeFiles"/> is given.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StorageException">Something is not UTF-8, is too long, or is damaged.</exception>
    public static async IAsyncEnumerable<string> Read(
        IReadOnlyList<string> inputs, Func<string, string>? wholeFiles, Stream standardInput, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string path in inputs)
        {
            foreach (string text in wholeFiles is null ? LinesOf(path) : [wholeFiles(path)])
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return text;
            }
        }

        if (inputs.Count > 0)
        {
            yield break;
        }

        await foreach (string line in LinesOf(standardInput, cancellationToken).ConfigureAwait(false))
        {
            if (wholeFiles is null)
            {
                yield return line;
            }
            else if (line.Length > 0)
            {
                yield return wholeFiles(line);
            }
        }
    }

    private static async IAsyncEnumerable<string> LinesOf(Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new LineReader(input, keepsReturns: true);
        var decoder = new LineDecoder("standard input");
        var decoded = new List<string>();
        do
        {
            while (lines.TryTake(out ReadOnlySpan<byte> line))
            {
                decoded.Add(decoder.Decode(line));
            }

            foreach (string line in decoded)
            {
                yield return line;
            }

            decoded.Clear();
        }
        while (await lines.FetchAsync(cancellationToken).ConfigureAwait(false));
    }

    private static IEnumerable<string> LinesOf(string path)
    {
        using var lines = new LmLines(path, keepsReturns: true);
        var decoder = new LineDecoder(path);
        while (TryRead(lines, decoder, out string text))
        {
            yield return text;
        }
    }

    private static bool TryRead(LmLines lines, LineDecoder decoder, out string text)
    {
        bool isRead = lines.TryRead(out ReadOnlySpan<byte> line);
        text = isRead ? decoder.Decode(line) : "";
        return isRead;
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="StorageException">It is too large.</exception>
    public static ReadOnlySpan<byte> ReadBytes(string path)
    {
        using FileStream stream = File.OpenRead(path);
        long announced = stream.CanSeek ? stream.Length : 0;
        if (announced > MaxFileBytes)
        {
            throw TooLarge(path, announced);
        }

        // Not by the length: what is in /proc has none, and files grow.
        using var content = new MemoryStream((int)announced);
        byte[] block = new byte[1 << 16];
        for (int count; (count = stream.Read(block)) > 0;)
        {
            content.Write(block, 0, count);
            if (content.Length > MaxFileBytes)
            {
                throw TooLarge(path, content.Length);
            }
        }

        return content.GetBuffer().AsSpan(0, (int)content.Length);
    }

    private static StorageException TooLarge(string path, long bytes) =>
        new($"{path} has {bytes} bytes or more, expected at most {MaxFileBytes}", path, hint: "cut it into parts");

    /// <summary>A file as a text.</summary>
    /// <exception cref="StorageException">It is too large, or not UTF-8.</exception>
    public static string ReadText(string path)
    {
        ReadOnlySpan<byte> bytes = ReadBytes(path);
        if (!Utf8Text.IsValid(bytes))
        {
            int at = FirstInvalid(bytes);
            throw new StorageException(
                $"{path} is not UTF-8: found 0x{bytes[at]:X2} in line {bytes[..at].Count((byte)'\n') + 1} at byte {at}", path, at, "convert it (iconv -t utf-8), or leave it out");
        }

        return Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out int length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    /// <summary>Lines as strings, with the place of what is not UTF-8.</summary>
    private sealed class LineDecoder(string source)
    {
        private long lines;
        private long offset;

        public string Decode(ReadOnlySpan<byte> line)
        {
            lines++;
            if (!Utf8Text.IsValid(line))
            {
                int at = FirstInvalid(line);
                throw new StorageException(
                    $"line {lines} of {source} is not UTF-8: found 0x{line[at]:X2} at byte {offset + at}", source, offset + at, "convert it (iconv -t utf-8)");
            }

            offset += line.Length + 1;
            return Encoding.UTF8.GetString(line is [.., (byte)'\r'] ? line[..^1] : line);
        }
    }
}
