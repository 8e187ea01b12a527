using Portolan.Storage.Compression;

namespace Portolan.Corpus.Readers;

/// <summary>Reads the records of a web archive: WARC 0.17, 0.18, 1.0 and 1.1 (WARC, WET, WAT) and ARC 1 and 2, recognised by content.</summary>
/// <remarks>
/// A record is delivered only when it is whole: its length leads to a blank line, another record or the end. Everything else is
/// skipped up to the next record and reported in <see cref="Damage"/>, so that what is missing is never missing silently.
/// <c>docs/formats/warc.md</c> has the rules. Memory is bounded by <see cref="WarcReaderOptions.MaxRecordBytes"/>, whatever a header claims.
/// Not thread-safe.
/// </remarks>
public sealed partial class WarcReader : IDisposable
{
    // Real headers are below 10 KB; a megabyte is a damaged file without line feeds.
    private const int MaxHeaderBytes = 1 << 20;
    private const int FirstStep = 1 << 16;

    // "\r\n\r\nWARC/": what must be seen behind a body to know that its length is right.
    private const int TrailerBytes = 9;

    private readonly ByteSource source;
    private readonly WarcReaderOptions options;
    private readonly List<ArchiveDamage> damage = [];
    private readonly WarcRecord record;
    private ArchiveFormat format;
    private long unread;
    private int cursor;
    private bool isHeld;
    private bool onRecord;
    private bool ended;
    private bool tooLargeReported;
    private bool disposed;

    /// <summary>Reads from a source, which is disposed with the reader.</summary>
    /// <param name="source">Decompressed bytes.</param>
    /// <param name="options">Limits and checks; null for the defaults.</param>
    public WarcReader(ByteSource source, WarcReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        this.source = source;
        this.options = options ?? new WarcReaderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.MaxRecordBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(this.options.MaxRecordBytes, ByteSource.MaxWindow, nameof(options));
        record = new WarcRecord(this);
    }

    /// <summary>What the archive is called in messages: a path or an address.</summary>
    public string Name => source.Name;

    /// <summary>Records delivered so far.</summary>
    public long RecordCount { get; private set; }

    /// <summary>What could not be read so far, in the order in which it was met; complete when <see cref="MoveNext"/> has returned false.</summary>
    public IReadOnlyList<ArchiveDamage> Damage => damage;

    /// <summary>The record that <see cref="MoveNext"/> reached; the same instance each time.</summary>
    /// <exception cref="InvalidOperationException">There is no current record.</exception>
    public WarcRecord Current => onRecord ? record : throw new InvalidOperationException("there is no current record: MoveNext was not called or returned false");

    /// <summary>Opens a file; its first bytes decide about compression and format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits and checks; null for the defaults.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static WarcReader Open(string path, WarcReaderOptions? options = null)
    {
        ByteSource source = ByteSource.Open(path);
        try
        {
            return new WarcReader(source, options);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Steps to the next intact record.</summary>
    /// <returns>False at the end of the data.</returns>
    /// <exception cref="CorpusException">The input is neither WARC nor ARC, or is empty, or has an unknown version.</exception>
    /// <exception cref="IOException">The storage below failed.</exception>
    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (ended)
        {
            return false;
        }

        if (onRecord)
        {
            onRecord = false;
            SkipBody();
        }

        while (true)
        {
            SkipBlankLines();
            if (source.Window.IsEmpty)
            {
                if (!PassDamage())
                {
                    return End();
                }

                continue;
            }

            if (format == ArchiveFormat.Undetected)
            {
                Detect();
                continue;
            }

            if (format == ArchiveFormat.Arc ? TryReadArcRecord() : TryReadWarcRecord())
            {
                cursor = 0;
                onRecord = true;
                tooLargeReported = false;
                RecordCount++;
                return true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            onRecord = false;
            record.Headers.Release();
            source.Dispose();
        }
    }

    internal bool TryGetBody(out ReadOnlySpan<byte> body)
    {
        ThrowIfNotOnRecord();
        if (isHeld)
        {
            body = source.Window[..(int)record.ContentLength];
            return true;
        }

        if (!tooLargeReported)
        {
            tooLargeReported = true;
            Report(ArchiveDamageKind.TooLarge, record.Offset, record.RecordPosition,
                $"the body of {record.ContentLength} bytes is larger than the limit of {options.MaxRecordBytes} bytes");
        }

        body = default;
        return false;
    }

    internal int ReadBody(Span<byte> destination)
    {
        ThrowIfNotOnRecord();
        if (isHeld)
        {
            ReadOnlySpan<byte> rest = source.Window[cursor..(int)record.ContentLength];
            int copied = Math.Min(rest.Length, destination.Length);
            rest[..copied].CopyTo(destination);
            cursor += copied;
            return copied;
        }

        if (unread == 0 || destination.IsEmpty || !EnsureBody())
        {
            return 0;
        }

        int count = (int)Math.Min(Math.Min(unread, destination.Length), source.Window.Length);
        source.Window[..count].CopyTo(destination);
        source.Advance(count);
        unread -= count;
        return count;
    }

    /// <summary>Reads everything that arbitrary bytes make a reader do; for fuzzing.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        var options = new WarcReaderOptions { VerifyDigests = true, RepairLengths = data.Length % 2 == 0, MaxRecordBytes = 1 << 12 };
        using var reader = new WarcReader(new MemorySource(data.ToArray(), "fuzz"), options);
        Span<byte> part = stackalloc byte[100];
        try
        {
            while (reader.MoveNext())
            {
                WarcRecord current = reader.Current;
                _ = current.TargetUri;
                current.TryGetTimestamp(out _);
                if (current.TryGetBody(out ReadOnlySpan<byte> body))
                {
                    HttpMessage.Fuzz(body);
                }

                while (current.ReadBody(part) > 0)
                {
                }
            }
        }
        catch (CorpusException)
        {
            // Not an archive: the documented answer.
        }
    }

    private void ThrowIfNotOnRecord()
    {
        if (!onRecord)
        {
            throw new InvalidOperationException("the record is no longer current: its reader has moved on");
        }
    }

    private void SkipBody()
    {
        if (isHeld)
        {
            source.Advance((int)record.ContentLength);
            return;
        }

        while (unread > 0 && EnsureBody())
        {
            int count = (int)Math.Min(unread, source.Window.Length);
            source.Advance(count);
            unread -= count;
        }
    }

    private bool EnsureBody()
    {
        if (!source.Window.IsEmpty || source.Ensure(1))
        {
            return true;
        }

        ReportCut(record.ContentLength, record.ContentLength - unread, record.Offset, record.RecordPosition);
        unread = 0;
        return false;
    }

    private void SkipBlankLines()
    {
        while (!source.Window.IsEmpty || source.Ensure(1))
        {
            ReadOnlySpan<byte> window = source.Window;
            int start = window.IndexOfAnyExcept((byte)'\r', (byte)'\n');
            source.Advance(start < 0 ? window.Length : start);
            if (start >= 0)
            {
                return;
            }
        }
    }

    private bool End()
    {
        ended = true;
        if (format == ArchiveFormat.Undetected)
        {
            throw NotAnArchive();
        }

        return false;
    }

    private enum ArchiveFormat
    {
        Undetected,
        Warc,
        Arc,
    }
}
