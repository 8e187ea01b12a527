using System.Text;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Readers;

/// <content>What happens where the data is not what it should be.</content>
public sealed partial class WarcReader
{
    private const int ExcerptBytes = 24;

    /// <summary>Decides between WARC and ARC; skips damage before the first record when there is a record behind it.</summary>
    private void Detect()
    {
        source.Ensure(RecordStart.WarcOverlap);
        ReadOnlySpan<byte> window = source.Window;
        ReadOnlySpan<byte> start = window[..Math.Min(window.Length, RecordStart.WarcOverlap)];
        if (RecordStart.IsVersionLine(start))
        {
            if (!RecordStart.IsKnownVersion(start[..start.IndexOf((byte)'\n')]))
            {
                throw new CorpusException(
                    $"{Name} is '{Excerpt(start[..start.IndexOf((byte)'\n')])}' at byte {source.StoredOffset}, known are WARC/0.17, 0.18, 1.0 and 1.1",
                    Name, source.StoredOffset, "convert it to WARC 1.0 or 1.1 with the tool that wrote it")
                {
                    IsForeignContent = true,
                };
            }

            format = ArchiveFormat.Warc;
        }
        else if (start.StartsWith("filedesc:"u8))
        {
            format = ArchiveFormat.Arc;
        }
        else
        {
            DetectBehindDamage();
        }
    }

    private void DetectBehindDamage()
    {
        CorpusException refusal = NotAnArchive();
        long offset = source.StoredOffset;
        long position = source.Position;
        bool atLineStart = true;
        while (true)
        {
            ReadOnlySpan<byte> window = source.Window;
            int arc = RecordStart.FindArc(window, atLineStart, out int keepArc);
            int warc = RecordStart.FindWarc(window, atLineStart);
            if (warc >= 0 || arc >= 0)
            {
                bool isArc = warc < 0 || (arc >= 0 && arc < warc);
                source.Advance(isArc ? arc : warc);
                format = isArc ? ArchiveFormat.Arc : ArchiveFormat.Warc;
                if (source.Position > position)
                {
                    Report(ArchiveDamageKind.Stray, offset, position, $"{refusal.Message}; {source.Position - position} bytes skipped to the first record");
                }

                return;
            }

            int keep = Math.Min(keepArc, Math.Max(0, window.Length - RecordStart.WarcOverlap));
            if (!Slide(keep))
            {
                if (source.Damage is null)
                {
                    ended = true;
                    throw refusal;
                }

                // The next member may begin a record; MoveNext passes the damage and comes back here.
                return;
            }

            atLineStart &= keep == 0;
        }
    }

    private CorpusException NotAnArchive()
    {
        source.Ensure(ExcerptBytes);
        ReadOnlySpan<byte> window = source.Window;
        string expected = "expected 'WARC/1.0', 'WARC/1.1' or an ARC 'filedesc:' line";
        if (window.IsEmpty && damage.Count == 0)
        {
            return new CorpusException($"{Name} is empty, {expected}", Name, 0, "download the file again") { IsForeignContent = true };
        }

        if (window.IsEmpty)
        {
            ArchiveDamage first = damage[0];
            return new CorpusException($"{Name} holds no record: {first.Reason} at byte {first.Offset}; {expected}", Name, first.Offset, "download the file again")
            {
                IsForeignContent = true,
            };
        }

        return new CorpusException(
            $"{Name} is not a web archive: found '{Excerpt(window)}' at byte {source.StoredOffset}, {expected}",
            Name, source.StoredOffset, "give WARC, WET, WAT or ARC files; a web page saved under such a name is often an error message of the server")
        {
            IsForeignContent = true,
        };
    }

    /// <summary>Reports damage of the compressed stream and goes behind it.</summary>
    private bool PassDamage()
    {
        if (source.Damage is not { } broken)
        {
            return false;
        }

        damage.Add(new ArchiveDamage(Name, broken.Offset, broken.Reason) { Kind = ArchiveDamageKind.Compression });
        return source.SkipDamage();
    }

    private bool Stray(long offset, long position, string expected)
    {
        source.Ensure(ExcerptBytes);
        string found = Excerpt(source.Window);
        Resynchronise(atLineStart: false);
        Report(ArchiveDamageKind.Stray, offset, position, $"found '{found}' where {expected} should begin; {source.Position - position} bytes skipped");
        return false;
    }

    private bool BadHeader(long offset, long position, int headerLength, string reason)
    {
        Report(ArchiveDamageKind.Header, offset, position, reason);
        source.Advance(headerLength);
        Resynchronise(atLineStart: true);
        return false;
    }

    private bool ReportCutHeader(long offset, long position)
    {
        int available = source.Window.Length;
        if (available >= MaxHeaderBytes)
        {
            Report(ArchiveDamageKind.Header, offset, position, $"the header does not end within {MaxHeaderBytes} bytes");
        }
        else
        {
            Report(ArchiveDamageKind.Truncated, offset, position, $"the data ends {available} bytes into the header of a record");
        }

        source.Advance(1); // So that this record is not found again.
        Resynchronise(atLineStart: false);
        return false;
    }

    private void ReportCut(long length, long available, long offset, long position) =>
        Report(ArchiveDamageKind.Truncated, offset, position, $"the record claims {length} bytes, the data ends after {available}");

    /// <summary>The length leads into the middle of something: finds where the record really ends.</summary>
    /// <returns>True when the record is delivered with the repaired length.</returns>
    private bool RepairLength(int length)
    {
        string found = Excerpt(source.Window[length..]);
        int end = FindRecordBehindBody();
        bool isKnown = end >= 0 || source.Window.Length < options.MaxRecordBytes;
        int body = BodyBefore(end >= 0 ? end : source.Window.Length);
        string reason = isKnown
            ? $"the record claims {length} bytes, behind them is '{found}'; the next record or the end comes after {body}"
            : $"the record claims {length} bytes, behind them is '{found}'; no record begins within {options.MaxRecordBytes} bytes";
        Report(ArchiveDamageKind.Length, record.Offset, record.RecordPosition, reason);
        if (options.RepairLengths && isKnown && body <= options.MaxRecordBytes)
        {
            record.ContentLength = body;
            record.IsRepaired = true;
            return true;
        }

        if (end >= 0)
        {
            source.Advance(end);
        }
        else
        {
            Resynchronise(atLineStart: true);
        }

        return false;
    }

    private int FindRecordBehindBody()
    {
        int searched = 0;
        bool atLineStart = true;
        while (true)
        {
            ReadOnlySpan<byte> window = source.Window;
            ReadOnlySpan<byte> rest = window[searched..];
            int keep = Math.Max(0, rest.Length - RecordStart.WarcOverlap);
            int found = format == ArchiveFormat.Arc ? RecordStart.FindArc(rest, atLineStart, out keep) : RecordStart.FindWarc(rest, atLineStart);
            if (found >= 0)
            {
                return searched + found;
            }

            atLineStart &= keep == 0;
            searched += keep;
            if (window.Length >= options.MaxRecordBytes
                || (!source.Ensure((int)Math.Min(options.MaxRecordBytes, Math.Max(FirstStep, window.Length * 2L))) && source.Window.Length == window.Length))
            {
                return -1;
            }
        }
    }

    /// <summary>The body without the blank lines that separate it from what begins at <paramref name="end"/>.</summary>
    private int BodyBefore(int end)
    {
        ReadOnlySpan<byte> body = source.Window[..end];
        if (format == ArchiveFormat.Arc)
        {
            return body.EndsWith("\n"u8) ? end - 1 : end;
        }

        return body.EndsWith("\r\n\r\n"u8) ? end - 4 : body.EndsWith("\n\n"u8) ? end - 2 : end;
    }

    /// <summary>Drops bytes up to the next record, the next damage or the end.</summary>
    private void Resynchronise(bool atLineStart)
    {
        while (true)
        {
            ReadOnlySpan<byte> window = source.Window;
            int keep = Math.Max(0, window.Length - RecordStart.WarcOverlap);
            int found = format == ArchiveFormat.Arc ? RecordStart.FindArc(window, atLineStart, out keep) : RecordStart.FindWarc(window, atLineStart);
            if (found >= 0)
            {
                source.Advance(found);
                return;
            }

            atLineStart &= keep == 0;
            if (!Slide(keep))
            {
                return;
            }
        }
    }

    /// <summary>Drops bytes and reads on; at the end of the data everything is dropped.</summary>
    private bool Slide(int drop)
    {
        source.Advance(drop);
        int kept = source.Window.Length;
        if (source.Ensure(kept + FirstStep) || source.Window.Length > kept)
        {
            return true;
        }

        source.Advance(kept);
        return false;
    }

    private void Report(ArchiveDamageKind kind, long offset, long position, string reason)
    {
        string where = position == offset ? "" : $" (byte {position} of the decompressed data)";
        damage.Add(new ArchiveDamage(Name, offset, reason + where) { Kind = kind });
    }

    /// <summary>The first bytes as printable text for a message.</summary>
    private static string Excerpt(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes[..Math.Min(bytes.Length, ExcerptBytes)])
        {
            text.Append(b switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\t' => "\\t",
                >= 0x20 and < 0x7f => ((char)b).ToString(),
                _ => $"\\x{b:x2}",
            });
        }

        return text.ToString();
    }
}
