using System.Buffers;
using System.Text;
using Portolan.Text;

namespace Portolan.Corpus;

/// <summary>One document on its way through the stages; a single instance is refilled for each document of a shard.</summary>
/// <remarks>
/// Text and metadata are UTF-8 in buffers that the instance keeps, so that a steady flow of documents allocates nothing.
/// Spans are valid until the document is refilled. Equality is by reference. Not thread-safe.
/// </remarks>
public sealed partial class Document
{
    private static readonly SearchValues<byte> SchemeBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."u8);

    private readonly ArrayBufferWriter<byte> url = new(256);
    private readonly ArrayBufferWriter<byte> date = new(32);
    private readonly ArrayBufferWriter<byte> digest = new(64);
    private readonly ArrayBufferWriter<byte> title = new(256);
    private readonly ArrayBufferWriter<byte> text = new(1 << 16);
    private readonly List<int> lineIds = [];
    private int length = -1;

    /// <summary>The address the text was fetched from, UTF-8; empty when unknown.</summary>
    public ReadOnlySpan<byte> Url => url.WrittenSpan;

    /// <summary>When it was fetched, as the crawl wrote it (ISO 8601, UTC), UTF-8.</summary>
    public ReadOnlySpan<byte> DateDownload => date.WrittenSpan;

    /// <summary>The crawl's digest of the text, such as <c>sha1:…</c> in base 32, UTF-8; empty when the crawl has none.</summary>
    public ReadOnlySpan<byte> Digest => digest.WrittenSpan;

    /// <summary>The page's title, UTF-8. In WET records that is the first line; it is not part of <see cref="Text"/>.</summary>
    public ReadOnlySpan<byte> Title => title.WrittenSpan;

    /// <summary>The text, valid UTF-8, lines separated by <c>\n</c>.</summary>
    public ReadOnlySpan<byte> Text => text.WrittenSpan;

    /// <summary>Number of lines of <see cref="Text"/>: one more than it has <c>\n</c>, 0 when every line was removed.</summary>
    public int LineCount => lineIds.Count;

    /// <summary>For each line of <see cref="Text"/> its zero-based number in the text as it was read.</summary>
    public IReadOnlyList<int> LineIds => lineIds;

    /// <summary>Length of <see cref="Text"/> in code points.</summary>
    public int Length => length >= 0 ? length : length = Utf8Text.CountCodePoints(Text);

    /// <summary>What the crawl said of the size: the record's Content-Length in bytes (CCNet's <c>original_length</c>).</summary>
    public long OriginalLength { get; set; }

    /// <summary>Number of lines when it was read.</summary>
    public int OriginalLineCount { get; set; }

    /// <summary>Language code found by the <c>language</c> stage, or null before it ran.</summary>
    public string? Language { get; set; }

    /// <summary>Score of <see cref="Language"/>, 0 to 1, rounded as the recipe says.</summary>
    public double LanguageScore { get; set; }

    /// <summary>Perplexity that the <c>perplexity</c> stage found, one decimal; null when it has not scored the document.</summary>
    public double? Perplexity { get; set; }

    /// <summary>Quality bucket, <c>head</c>, <c>middle</c>, <c>tail</c> or <c>all</c>; null when no stage gave one.</summary>
    public string? Bucket { get; set; }

    /// <summary>Host (with port, if any) of <see cref="Url"/>, as Python's <c>urlparse(url).netloc</c> gives it; empty when there is none.</summary>
    public ReadOnlySpan<byte> SourceDomain
    {
        get
        {
            ReadOnlySpan<byte> rest = Url;
            int colon = rest.IndexOf((byte)':');
            if (colon > 0 && char.IsAsciiLetter((char)rest[0]) && !rest[..colon].ContainsAnyExcept(SchemeBytes))
            {
                rest = rest[(colon + 1)..];
            }

            if (!rest.StartsWith("//"u8))
            {
                return default;
            }

            rest = rest[2..];
            int end = rest.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
            return end < 0 ? rest : rest[..end];
        }
    }

    /// <summary>Empties every field for the next document.</summary>
    public void Clear()
    {
        url.ResetWrittenCount();
        date.ResetWrittenCount();
        digest.ResetWrittenCount();
        title.ResetWrittenCount();
        text.ResetWrittenCount();
        lineIds.Clear();
        length = -1;
        OriginalLength = 0;
        OriginalLineCount = 0;
        Language = null;
        LanguageScore = 0;
        Perplexity = null;
        Bucket = null;
        ClearPage();
    }

    /// <summary>Sets where and when the document was fetched.</summary>
    /// <param name="address">UTF-8; invalid parts become U+FFFD.</param>
    /// <param name="fetched">ISO 8601, UTF-8.</param>
    /// <param name="contentDigest">The crawl's digest, UTF-8.</param>
    public void SetOrigin(ReadOnlySpan<byte> address, ReadOnlySpan<byte> fetched, ReadOnlySpan<byte> contentDigest)
    {
        Replace(url, address);
        Replace(date, fetched);
        Replace(digest, contentDigest);
    }

    /// <summary>Sets the title.</summary>
    /// <param name="value">UTF-8; invalid parts become U+FFFD.</param>
    public void SetTitle(ReadOnlySpan<byte> value) => Replace(title, value);

    /// <summary>Appends a line with its number in the original text.</summary>
    /// <param name="line">UTF-8 without line breaks; invalid parts become U+FFFD.</param>
    /// <param name="lineId">Zero-based number of the line in the text as it was read.</param>
    public void AppendLine(ReadOnlySpan<byte> line, int lineId)
    {
        if (Utf8Text.IsValid(line))
        {
            AppendValidLine(line, lineId);
        }
        else
        {
            var repaired = new ArrayBufferWriter<byte>(line.Length * 2);
            Utf8Text.CopyValid(line, repaired);
            AppendValidLine(repaired.WrittenSpan, lineId);
        }
    }

    /// <summary>Appends several lines, separated by <c>\n</c>, of a text that was checked as a whole; nothing when the count is 0.</summary>
    internal void AppendValidLines(ReadOnlySpan<byte> lines, int count, int firstId)
    {
        if (count == 0)
        {
            return;
        }

        AppendValidLine(lines, firstId);
        for (int id = firstId + 1; id < firstId + count; id++)
        {
            lineIds.Add(id);
        }
    }

    /// <summary>As <see cref="AppendLine"/>, for a line of a text that was checked as a whole.</summary>
    internal void AppendValidLine(ReadOnlySpan<byte> line, int lineId)
    {
        Span<byte> room = text.GetSpan(line.Length + 1);
        int at = 0;
        if (lineIds.Count > 0)
        {
            room[at++] = (byte)'\n';
        }

        line.CopyTo(room[at..]);
        text.Advance(at + line.Length);
        lineIds.Add(lineId);
        length = -1;
    }

    /// <summary>Replaces the text; its lines are numbered as given, or from zero.</summary>
    /// <param name="value">UTF-8 with lines separated by <c>\n</c>; invalid parts become U+FFFD.</param>
    /// <param name="ids">One number a line, or empty to number from zero.</param>
    /// <exception cref="ArgumentException">The number of ids differs from the number of lines.</exception>
    public void SetText(ReadOnlySpan<byte> value, ReadOnlySpan<int> ids = default)
    {
        Replace(text, value);
        int lines = value.Count((byte)'\n') + 1;
        lineIds.Clear();
        if (ids.IsEmpty)
        {
            for (int i = 0; i < lines; i++)
            {
                lineIds.Add(i);
            }
        }
        else
        {
            if (ids.Length != lines)
            {
                throw new ArgumentException($"{ids.Length} line ids for {lines} lines", nameof(ids));
            }

            lineIds.AddRange(ids);
        }

        length = -1;
    }

    /// <summary>Removes lines, keeping order and numbers of the others.</summary>
    /// <param name="keep">One flag a line of <see cref="Text"/>.</param>
    /// <returns>Bytes that were removed from <see cref="Text"/>, line breaks included.</returns>
    /// <exception cref="ArgumentException">The number of flags differs from <see cref="LineCount"/>.</exception>
    public long KeepLines(ReadOnlySpan<bool> keep)
    {
        if (keep.Length != lineIds.Count)
        {
            throw new ArgumentException($"{keep.Length} flags for {lineIds.Count} lines", nameof(keep));
        }

        // Compacts in place: the write position never passes the read position.
        int before = text.WrittenCount;
        Span<byte> buffer = System.Runtime.InteropServices.MemoryMarshal.AsMemory(text.WrittenMemory).Span;
        int read = 0, write = 0, kept = 0;
        for (int i = 0; i < keep.Length; i++)
        {
            int end = buffer[read..].IndexOf((byte)'\n');
            int lineLength = end < 0 ? buffer.Length - read : end;
            if (keep[i])
            {
                if (kept > 0)
                {
                    buffer[write++] = (byte)'\n';
                }

                buffer.Slice(read, lineLength).CopyTo(buffer[write..]);
                write += lineLength;
                lineIds[kept++] = lineIds[i];
            }

            read += lineLength + 1;
        }

        lineIds.RemoveRange(kept, lineIds.Count - kept);
        text.ResetWrittenCount();
        text.Advance(write);
        length = -1;
        return before - write;
    }

    /// <summary>The address and the first words, for messages.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Url);

    private static void Replace(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> value)
    {
        buffer.ResetWrittenCount();
        Utf8Text.CopyValid(value, buffer);
    }
}
