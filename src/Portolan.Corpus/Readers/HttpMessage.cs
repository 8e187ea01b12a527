using System.Buffers;
using System.Text;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Readers;

/// <summary>The head and body of an HTTP message in a record's block; nothing is copied and nothing is allocated.</summary>
/// <remarks>Lenient as browsers are: line feeds alone, odd case, a missing reason or blank line are read. Valid as long as the block is.</remarks>
public readonly ref partial struct HttpMessage
{
    private readonly ReadOnlySpan<byte> fields;

    private HttpMessage(ReadOnlySpan<byte> startLine, int statusCode, ReadOnlySpan<byte> fields, ReadOnlySpan<byte> body)
    {
        StartLine = startLine;
        StatusCode = statusCode;
        this.fields = fields;
        Body = body;
    }

    /// <summary>The status line or request line without its line break.</summary>
    public ReadOnlySpan<byte> StartLine { get; }

    /// <summary>The status code, 100 to 999; 0 for a request, or when there is no such number.</summary>
    public int StatusCode { get; }

    /// <summary>Everything behind the head, still with its transfer and content codings.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Splits a block at its first blank line.</summary>
    /// <param name="block">The body of a response, request or revisit record.</param>
    /// <param name="message">Spans into <paramref name="block"/>.</param>
    /// <returns>False when the first line is neither a status line nor a request line.</returns>
    public static bool TryParse(ReadOnlySpan<byte> block, out HttpMessage message)
    {
        message = default;
        int newline = block.IndexOf((byte)'\n');
        ReadOnlySpan<byte> startLine = (newline < 0 ? block : block[..newline]).TrimEnd((byte)'\r');
        int status = 0;
        if (startLine.StartsWith("HTTP/"u8))
        {
            status = ParseStatus(startLine);
        }
        else if (!IsRequestLine(startLine))
        {
            return false;
        }

        int at = newline < 0 ? block.Length : newline + 1;
        int fieldsStart = at;
        while (at < block.Length)
        {
            int length = block[at..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = length < 0 ? block[at..] : block.Slice(at, length);
            if (line.IsEmpty || line.SequenceEqual("\r"u8))
            {
                message = new HttpMessage(startLine, status, block[fieldsStart..at], block[Math.Min(block.Length, at + line.Length + 1)..]);
                return true;
            }

            at += line.Length + (length < 0 ? 0 : 1);
        }

        message = new HttpMessage(startLine, status, block[fieldsStart..], default);
        return true;
    }

    /// <summary>The value of the first header field with this name; case does not matter.</summary>
    /// <param name="name">ASCII, such as <c>"Content-Type"u8</c>.</param>
    /// <param name="value">Bytes without surrounding space; a folded value keeps its line breaks. Empty when there is no such field.</param>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int at = 0;
        while (at < fields.Length)
        {
            int end = EndOfField(at);
            ReadOnlySpan<byte> field = fields[at..end];
            int colon = field.IndexOf((byte)':');
            if (colon >= 0 && Ascii.EqualsIgnoreCase(field[..colon].Trim(" \t"u8), name))
            {
                value = field[(colon + 1)..].Trim(" \t\r\n"u8);
                return true;
            }

            at = end;
        }

        value = default;
        return false;
    }

    /// <summary>The value of the first header field with this name as Latin-1 text (RFC 9110, section 5.5), or null.</summary>
    /// <param name="name">ASCII; case does not matter.</param>
    public string? GetHeader(ReadOnlySpan<byte> name) => TryGetHeader(name, out ReadOnlySpan<byte> value) ? Encoding.Latin1.GetString(value) : null;

    /// <summary>Reads everything that arbitrary bytes make the parser do; for fuzzing.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        if (TryParse(data, out HttpMessage message))
        {
            var output = new ArrayBufferWriter<byte>();
            message.TryGetHeader("Content-Type"u8, out _);
            message.ReadContent(output, maxBytes: 1 << 16);
            if (output.WrittenCount > 1 << 16)
            {
                throw new InvalidOperationException($"{output.WrittenCount} bytes written, the limit was {1 << 16}");
            }
        }
    }

    private static int ParseStatus(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> rest = space < 0 ? default : line[space..].TrimStart((byte)' ');
        int code = 0;
        int digits = 0;
        while (digits < rest.Length && digits < 4 && char.IsAsciiDigit((char)rest[digits]))
        {
            code = (code * 10) + rest[digits++] - '0';
        }

        return digits == 3 && code >= 100 ? code : 0;
    }

    private static bool IsRequestLine(ReadOnlySpan<byte> line)
    {
        int last = line.LastIndexOf((byte)' ');
        return last > 0 && char.IsAsciiLetterUpper((char)line[0]) && line[(last + 1)..].StartsWith("HTTP/"u8);
    }

    private int EndOfField(int at)
    {
        while (true)
        {
            int newline = fields[at..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                return fields.Length;
            }

            at += newline + 1;
            if (at == fields.Length || fields[at] is not ((byte)' ' or (byte)'\t'))
            {
                return at;
            }
        }
    }
}
