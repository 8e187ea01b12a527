using System.Buffers.Text;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Readers;

/// <content>One record: header, length, and whether the length fits.</content>
public sealed partial class WarcReader
{
    private bool TryReadWarcRecord()
    {
        long offset = source.StoredOffset;
        long position = source.Position;
        source.Ensure(RecordStart.WarcOverlap);
        if (!RecordStart.IsVersionLine(source.Window[..Math.Min(source.Window.Length, RecordStart.WarcOverlap)]))
        {
            return Stray(offset, position, "a WARC record");
        }

        int headerLength = FindHeaderEnd();
        if (headerLength < 0)
        {
            return ReportCutHeader(offset, position);
        }

        ReadOnlySpan<byte> header = source.Window[..headerLength];
        if (!RecordStart.IsKnownVersion(header[..header.IndexOf((byte)'\n')]))
        {
            return BadHeader(offset, position, headerLength, $"found version '{Excerpt(header[..header.IndexOf((byte)'\n')])}', known are WARC/0.17, 0.18, 1.0 and 1.1");
        }

        int second = record.Headers.Parse(header);
        if (second >= 0)
        {
            return BadHeader(offset, position, second, $"the header ends after {second} bytes, where another record begins");
        }

        if (!TryGetLength(out long length, out string? problem))
        {
            return BadHeader(offset, position, headerLength, problem!);
        }

        source.Advance(headerLength);
        record.Type = record.Headers.TryGet("WARC-Type"u8, out ReadOnlySpan<byte> type) ? WarcRecord.ParseType(type) : WarcRecordType.Unknown;
        if (!TryHoldBody(offset, position, length))
        {
            return false;
        }

        if (options.VerifyDigests && isHeld)
        {
            VerifyDigests();
        }

        return true;
    }

    private bool TryReadArcRecord()
    {
        long offset = source.StoredOffset;
        long position = source.Position;
        int lineLength = 0;
        bool whole = EnsureLine(ref lineLength);
        if (!ArcHeaderLine.TryParse(source.Window[..lineLength], out ArcHeaderLine line))
        {
            return !whole && source.Window.Length < RecordStart.MaxArcLine
                ? ReportCutHeader(offset, position)
                : Stray(offset, position, "an ARC URL record");
        }

        WarcHeaders headers = record.Headers;
        headers.Clear();
        headers.Add("WARC-Target-URI"u8, line.Url);
        headers.Add("WARC-IP-Address"u8, line.Ip);
        AddArcDate(headers, line.Date);
        headers.Add("ARC-Content-Type"u8, line.ContentType);
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(line.Length, digits, out int written);
        headers.Add("Content-Length"u8, digits[..written]);
        long length = line.Length;
        bool isVersionBlock = line.Url.StartsWith("filedesc:"u8);

        source.Advance(Math.Min(lineLength + 1, source.Window.Length));
        if (!TryHoldBody(offset, position, length))
        {
            return false;
        }

        bool isHttp = source.Window.StartsWith("HTTP/"u8) && length >= 5;
        record.Type = isVersionBlock ? WarcRecordType.WarcInfo : isHttp ? WarcRecordType.Response : WarcRecordType.Resource;
        headers.Add("WARC-Type"u8, isVersionBlock ? "warcinfo"u8 : isHttp ? "response"u8 : "resource"u8);
        if (isHttp)
        {
            headers.Add("Content-Type"u8, "application/http; msgtype=response"u8);
        }
        else if (headers.TryGet("ARC-Content-Type"u8, out ReadOnlySpan<byte> type))
        {
            headers.Add("Content-Type"u8, type);
        }

        return true;
    }

    /// <summary>Brings the body into the window and looks at what follows it.</summary>
    private bool TryHoldBody(long offset, long position, long length)
    {
        record.Offset = offset;
        record.RecordPosition = position;
        record.ContentLength = length;
        record.IsRepaired = false;
        int wanted = (int)Math.Min(length, options.MaxRecordBytes);
        if (!EnsureStepwise(wanted))
        {
            ReportCut(length, source.Window.Length, offset, position);
            Resynchronise(atLineStart: true);
            return false;
        }

        isHeld = length <= options.MaxRecordBytes;
        unread = isHeld ? 0 : length;
        if (!isHeld)
        {
            return true;
        }

        source.Ensure(Math.Min(wanted + TrailerBytes, ByteSource.MaxWindow));
        if (TrailerFits(source.Window[wanted..]))
        {
            return true;
        }

        return RepairLength(wanted);
    }

    /// <summary>Ensures in steps that double, so that memory follows the data that is there and not the length that is claimed.</summary>
    private bool EnsureStepwise(int wanted)
    {
        int have = source.Window.Length;
        while (have < wanted)
        {
            if (!source.Ensure((int)Math.Min(wanted, Math.Max(FirstStep, have * 2L))))
            {
                return false;
            }

            have = source.Window.Length;
        }

        return true;
    }

    private bool TrailerFits(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("\r\n\r\n"u8))
        {
            return true;
        }

        int text = rest.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (text < 0)
        {
            return true; // The end of the data, or more blank lines than were looked at.
        }

        if (format == ArchiveFormat.Arc)
        {
            // One line feed separates ARC records; what follows it is judged when it is read.
            return text > 0 || ArcLineFollows(rest);
        }

        // Writers that leave out the blank lines, or write line feeds only, are read as if they had not.
        return rest.StartsWith("\n\n"u8) || rest[text..].StartsWith("WARC/"u8[..Math.Min(5, rest.Length - text)]);
    }

    private static bool ArcLineFollows(ReadOnlySpan<byte> rest)
    {
        int newline = rest.IndexOf((byte)'\n');
        return newline >= 0 && ArcHeaderLine.TryParse(rest[..newline], out _);
    }

    /// <summary>Length of the header with its blank line, or -1 when it does not end within the data or the limit.</summary>
    private int FindHeaderEnd()
    {
        int from = 0;
        while (true)
        {
            ReadOnlySpan<byte> window = source.Window;
            while (true)
            {
                int newline = window[from..].IndexOf((byte)'\n');
                if (newline < 0 || from + newline + 2 >= window.Length)
                {
                    break;
                }

                int next = from + newline + 1;
                if (window[next] == '\n')
                {
                    return next + 1;
                }

                if (window[next] == '\r' && window[next + 1] == '\n')
                {
                    return next + 2;
                }

                from = next;
            }

            if (window.Length >= MaxHeaderBytes || !source.Ensure(Math.Min(MaxHeaderBytes, Math.Max(window.Length * 2, 4096))) && source.Window.Length == window.Length)
            {
                // "…\n\n" as the very last bytes: an empty body behind a header with line feeds only.
                return source.Window.Length < MaxHeaderBytes && source.Window.EndsWith("\n\n"u8) ? source.Window.Length : -1;
            }
        }
    }

    private bool EnsureLine(ref int length)
    {
        while (true)
        {
            ReadOnlySpan<byte> window = source.Window;
            int newline = window[length..].IndexOf((byte)'\n');
            if (newline >= 0)
            {
                length += newline;
                return true;
            }

            length = window.Length;
            if (length >= RecordStart.MaxArcLine || !source.Ensure(length + 1))
            {
                return false;
            }
        }
    }

    private bool TryGetLength(out long length, out string? problem)
    {
        length = 0;
        problem = null;
        if (!record.Headers.TryGet("Content-Length"u8, out ReadOnlySpan<byte> text))
        {
            problem = "the header has no Content-Length";
        }
        else if (!Utf8Parser.TryParse(text, out length, out int used) || used != text.Length || length < 0)
        {
            problem = $"Content-Length is '{Excerpt(text)}', expected a number of bytes";
        }

        return problem is null;
    }

    private static void AddArcDate(WarcHeaders headers, ReadOnlySpan<byte> digits)
    {
        Span<byte> date = stackalloc byte[20];
        "0000-00-00T00:00:00Z"u8.CopyTo(date);
        ReadOnlySpan<byte> places = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18];
        for (int i = 0; i < digits.Length; i++)
        {
            date[places[i]] = digits[i];
        }

        headers.Add("WARC-Date"u8, date);
    }
}
