namespace Portolan.Corpus.Readers;

/// <summary>Recognises the first line of a record, for reading on after damage.</summary>
internal static class RecordStart
{
    /// <summary>Bytes at the end of a search that may hold the beginning of a record: <c>\nWARC/1.0\r\nWARC-</c> and some.</summary>
    internal const int WarcOverlap = 32;

    /// <summary>No ARC line that a crawler wrote is longer: Heritrix caps addresses at 2083 characters, this is 30 times that.</summary>
    internal const int MaxArcLine = 1 << 16;

    /// <summary><c>WARC/d.d</c> or <c>WARC/d.dd</c>, optional space, line feed.</summary>
    internal static bool IsVersionLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("WARC/"u8) || line.Length < 9 || !char.IsAsciiDigit((char)line[5]) || line[6] != '.' || !char.IsAsciiDigit((char)line[7]))
        {
            return false;
        }

        int at = char.IsAsciiDigit((char)line[8]) ? 9 : 8;
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            at++;
        }

        return at < line.Length && line[at] == '\n';
    }

    /// <summary>Whether a version is one of 0.17, 0.18, 1.0 and 1.1, whose records all have the same shape.</summary>
    internal static bool IsKnownVersion(ReadOnlySpan<byte> versionLine)
    {
        ReadOnlySpan<byte> version = versionLine[5..].TrimEnd("\r\n\t "u8);
        return version.SequenceEqual("1.0"u8) || version.SequenceEqual("1.1"u8) || version.SequenceEqual("0.18"u8) || version.SequenceEqual("0.17"u8);
    }

    /// <summary>Finds the next WARC record.</summary>
    /// <param name="data">Bytes to search.</param>
    /// <param name="atLineStart">Whether the first byte begins a line.</param>
    /// <returns>Its index, or -1.</returns>
    internal static int FindWarc(ReadOnlySpan<byte> data, bool atLineStart)
    {
        int from = 0;
        while (true)
        {
            int found = data[from..].IndexOf("WARC/"u8);
            if (found < 0)
            {
                return -1;
            }

            int at = from + found;
            if (IsVersionLine(data[at..Math.Min(data.Length, at + WarcOverlap)]))
            {
                bool lineStart = at == 0 ? atLineStart : data[at - 1] == '\n';
                if (lineStart || FieldFollows(data[at..]))
                {
                    return at;
                }
            }

            from = at + 5;
        }
    }

    /// <summary>Finds the next ARC record: a line that is wholly in <paramref name="data"/> and parses as a URL record.</summary>
    /// <param name="data">Bytes to search.</param>
    /// <param name="atLineStart">Whether the first byte begins a line.</param>
    /// <param name="keep">What comes before this index need not be searched again: the line feed before the last, incomplete line.</param>
    /// <returns>Its index, or -1.</returns>
    internal static int FindArc(ReadOnlySpan<byte> data, bool atLineStart, out int keep)
    {
        int at = 0;
        if (!atLineStart)
        {
            at = data.IndexOf((byte)'\n') + 1;
            if (at == 0)
            {
                keep = data.Length;
                return -1;
            }
        }

        while (true)
        {
            int newline = data[at..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                keep = data.Length - at > MaxArcLine ? data.Length : Math.Max(0, at - 1);
                return -1;
            }

            if (newline < MaxArcLine && ArcHeaderLine.TryParse(data.Slice(at, newline), out _))
            {
                keep = at;
                return at;
            }

            at += newline + 1;
        }
    }

    // A record that was cut in the middle of a line is followed by its neighbour without a line break between them.
    private static bool FieldFollows(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> fields = data[(data.IndexOf((byte)'\n') + 1)..];
        return fields.StartsWith("WARC-"u8) || fields.StartsWith("Content-"u8);
    }
}
