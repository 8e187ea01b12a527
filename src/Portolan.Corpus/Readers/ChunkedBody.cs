namespace Portolan.Corpus.Readers;

/// <summary>Undoes <c>Transfer-Encoding: chunked</c> (RFC 9112, section 7.1) and loses no text where the chunks are wrong.</summary>
internal static class ChunkedBody
{
    /// <summary>Joins the chunks of a body.</summary>
    /// <param name="body">Chunk sizes and chunks.</param>
    /// <param name="destination">At least as long as <paramref name="body"/>.</param>
    /// <param name="problems">Gains a flag when the body has no chunks or wrong ones; the rest is then taken as it is.</param>
    /// <returns>Bytes written.</returns>
    internal static int Decode(ReadOnlySpan<byte> body, Span<byte> destination, ref HttpContentProblems problems)
    {
        int written = 0;
        ReadOnlySpan<byte> rest = body;
        while (!rest.IsEmpty)
        {
            if (!TryReadSize(rest, out long size, out int lineLength))
            {
                problems |= rest.Length == body.Length ? HttpContentProblems.NotChunked : HttpContentProblems.WrongChunks;
                rest.CopyTo(destination[written..]);
                return written + rest.Length;
            }

            if (size == 0)
            {
                return written; // Trailer fields may follow; they are not content.
            }

            rest = rest[lineLength..];
            int count = (int)Math.Min(size, rest.Length);
            rest[..count].CopyTo(destination[written..]);
            written += count;
            rest = rest[count..];
            if (rest.StartsWith("\r\n"u8))
            {
                rest = rest[2..];
            }
            else if (rest.StartsWith("\n"u8))
            {
                rest = rest[1..];
            }
            else if (!rest.IsEmpty)
            {
                problems |= HttpContentProblems.WrongChunks;
                rest.CopyTo(destination[written..]);
                return written + rest.Length;
            }
        }

        if (!body.IsEmpty)
        {
            problems |= HttpContentProblems.WrongChunks; // Without a chunk of size 0 the content was cut.
        }

        return written;
    }

    private static bool TryReadSize(ReadOnlySpan<byte> data, out long size, out int lineLength)
    {
        size = 0;
        int newline = data[..Math.Min(data.Length, 4096)].IndexOf((byte)'\n');
        lineLength = newline + 1;
        ReadOnlySpan<byte> line = newline < 0 ? data[..Math.Min(data.Length, 16)] : data[..newline];
        line = line.Trim(" \t\r"u8);
        int digits = 0;
        while (digits < line.Length && char.IsAsciiHexDigit((char)line[digits]))
        {
            if (digits == 15)
            {
                return false;
            }

            size = (size << 4) | (uint)HexValue(line[digits]);
            digits++;
        }

        // "0" at the very end without a line break still ends the body.
        bool ends = digits == line.Length || line[digits] is (byte)';' or (byte)' ' or (byte)'\t';
        return digits > 0 && ends && (newline >= 0 || size == 0);
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
