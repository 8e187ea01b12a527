using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portolan.Corpus.CommonCrawl;

/// <summary>A WARC file that is written record by record, each its own gzip member, and that a killed run can go on with.</summary>
/// <remarks>
/// Beside the file, in the hidden folder <c>.portolan</c>, are the part written so far, a journal with one line a record (where it came
/// from and where the part ends with it) and a lock. The part is cut back to the last line of the journal when it is opened again. The
/// first line holds a description; another one starts over. Not thread-safe.
/// </remarks>
internal sealed class CaptureArchive : IDisposable
{
    private const int MaxJournalLineByteCount = 1 << 16;

    private readonly string path;
    private readonly string partPath;
    private readonly string journalPath;
    private readonly string lockPath;
    private readonly FileStream guard;
    private readonly FileStream part;
    private readonly FileStream journal;
    private readonly HashSet<(string File, long Offset, int Length)> written = [];

    private CaptureArchive(string path, string hidden, FileStream guard)
    {
        this.path = path;
        this.guard = guard;
        partPath = hidden + ".part";
        journalPath = hidden + ".jsonl";
        lockPath = hidden + ".lock";
        part = Open(partPath);
        try
        {
            journal = Open(journalPath);
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <summary>Opens a new archive, or the part of an interrupted one.</summary>
    /// <param name="path">The final path; nothing may be there.</param>
    /// <param name="description">What the archive holds, one line; the same for a run that goes on.</param>
    /// <param name="now">For the date in the first record.</param>
    /// <exception cref="CorpusException">The file is there already, or another process writes it.</exception>
    public static CaptureArchive Open(string path, string description, DateTimeOffset now)
    {
        string full = Path.GetFullPath(path);
        if (File.Exists(full) || Directory.Exists(full))
        {
            throw new CorpusException($"{path} exists already", path, hint: "name another file, or remove it first");
        }

        string folder = Path.Combine(Path.GetDirectoryName(full)!, ".portolan");
        Directory.CreateDirectory(folder);
        string hidden = Path.Combine(folder, Path.GetFileName(full));
        FileStream guard;
        try
        {
            guard = new FileStream(hidden + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new CorpusException($"{path} is being written by another process: {e.Message}", path, hint: "wait for it, or name another file", innerException: e);
        }

        CaptureArchive archive;
        try
        {
            archive = new CaptureArchive(full, hidden, guard);
        }
        catch
        {
            guard.Dispose();
            throw;
        }

        try
        {
            archive.Resume(description, now);
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Whether an earlier run has written this record.</summary>
    public bool Has(Capture capture) => written.Contains((capture.FileName, capture.Offset, capture.Length));

    /// <summary>Adds a record.</summary>
    /// <param name="capture">Where it came from.</param>
    /// <param name="member">One gzip member.</param>
    public void Add(Capture capture, ReadOnlySpan<byte> member)
    {
        part.Write(member);
        part.Flush();
        JournalLine(capture.FileName, capture.Offset, capture.Length, "");
        written.Add((capture.FileName, capture.Offset, capture.Length));
    }

    /// <summary>Gives the archive its name; nothing can be added any more.</summary>
    public void Commit()
    {
        part.Flush(flushToDisk: true);
        part.Dispose();
        journal.Dispose();
        File.Move(partPath, path, overwrite: false);
        File.Delete(journalPath);
        File.Delete(lockPath);
    }

    /// <summary>Closes the files; without a commit they stay for the next run.</summary>
    public void Dispose()
    {
        part.Dispose();
        journal.Dispose();
        guard.Dispose();
    }

    /// <summary>The first record of an archive: what it is and what wrote it.</summary>
    internal static byte[] Information(string description, string fileName, DateTimeOffset now)
    {
        string date = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string fields =
            "software: Portolan (records fetched one by one through an index)\r\nformat: WARC File Format 1.0\r\n"
            + $"description: {OneLine(description)}\r\n";
        byte[] block = Encoding.UTF8.GetBytes(fields);

        // Of the content, so that equal runs give equal files: a version 8 UUID, RFC 9562.
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{fileName}\n{date}\n{fields}"));
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        string id = new Guid(digest.AsSpan(0, 16), bigEndian: true).ToString("D");
        byte[] head = Encoding.UTF8.GetBytes(
            $"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: {date}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Filename: {OneLine(fileName)}\r\n"
            + string.Create(CultureInfo.InvariantCulture, $"Content-Type: application/warc-fields\r\nContent-Length: {block.Length}\r\n\r\n"));
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(head);
            gzip.Write(block);
            gzip.Write("\r\n\r\n"u8);
        }

        return member.ToArray();
    }

    /// <summary>Reads one line of a journal; null when it is damaged.</summary>
    internal static JournalEntry? ParseJournal(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize(ref reader, JournalJson.Default.JournalEntry);
        }
        catch (JsonException)
        {
            // A line that was cut by a kill only costs one record.
            return null;
        }
    }

    private static string OneLine(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c));

    private static FileStream Open(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);

    private void Resume(string description, DateTimeOffset now)
    {
        long end = ReadJournal(description, out long journalEnd);
        part.SetLength(end);
        part.Position = end;
        journal.SetLength(journalEnd);
        journal.Position = journalEnd;
        if (end == 0)
        {
            part.Write(Information(description, Path.GetFileName(path), now));
            part.Flush();
            JournalLine("", 0, 0, description);
        }
    }

    // The longest prefix of the journal whose records are in the part.
    private long ReadJournal(string description, out long journalEnd)
    {
        journalEnd = 0;
        long end = 0;
        byte[] bytes = new byte[MaxJournalLineByteCount];
        int held = 0;
        bool first = true;
        for (int count; (count = journal.Read(bytes, held, bytes.Length - held)) > 0;)
        {
            held += count;
            int start = 0;
            for (int length; (length = bytes.AsSpan(start, held - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
            {
                if (ParseJournal(bytes.AsSpan(start, length)) is not { } entry || entry.End < end || entry.End > part.Length
                    || (first && !string.Equals(entry.Description, description, StringComparison.Ordinal)))
                {
                    return end;
                }

                if (!first)
                {
                    written.Add((entry.File, entry.Offset, entry.Length));
                }

                first = false;
                end = entry.End;
                journalEnd += length + 1;
            }

            held -= start;
            bytes.AsSpan(start, held).CopyTo(bytes);
            if (held == bytes.Length)
            {
                break;
            }
        }

        return end;
    }

    private void JournalLine(string file, long offset, int length, string description)
    {
        journal.Write(JsonSerializer.SerializeToUtf8Bytes(new JournalEntry(file, offset, length, part.Position, description), JournalJson.Default.JournalEntry));
        journal.WriteByte((byte)'\n');
        journal.Flush();
    }
}
