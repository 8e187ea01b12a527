using System.Buffers;
using System.Text;
using System.Text.Json;
using Portolan.Corpus.Writers;

namespace Portolan.Corpus.Links;

/// <summary>Writes links as lines of tab-separated values or of JSON, and counts those that are left out.</summary>
internal sealed class LinkWriter : IDisposable
{
    private const int FlushBytes = 1 << 16;

    private readonly Stream target;
    private readonly bool isJson, allKinds;
    private readonly LinkResolver resolver = new();
    private readonly ArrayBufferWriter<byte> lines = new(FlushBytes * 2);
    private readonly ArrayBufferWriter<byte> word = new(256);
    private readonly ArrayBufferWriter<byte> source = new(256);
    private readonly Utf8JsonWriter json = new(Stream.Null, new JsonWriterOptions { Encoder = MinimalJsonEncoder.Instance, SkipValidation = true });
    private long linksBefore;

    public LinkWriter(Stream target, bool isJson, bool allKinds)
    {
        this.target = target;
        this.isJson = isJson;
        this.allKinds = allKinds;
    }

    public LinkCounts Counts { get; } = new();

    /// <summary>Takes up the next page.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="baseReference">What its <c>base</c> element says; empty when it has none.</param>
    public void Begin(ReadOnlySpan<byte> address, ReadOnlySpan<byte> baseReference)
    {
        Counts.Pages++;
        linksBefore = Counts.Links;
        source.ResetWrittenCount();
        LinkText.Append(address, source);
        if (resolver.TrySetBase(address))
        {
            resolver.TryMoveBase(baseReference);
        }
    }

    /// <summary>Ends the page.</summary>
    public void End() => Counts.PagesWithoutLinks += Counts.Links == linksBefore ? 1 : 0;

    /// <summary>Writes a link of the page, or counts why not.</summary>
    /// <param name="kind">The element, such as <c>a</c> or <c>IMG</c>.</param>
    /// <param name="reference">As written on the page.</param>
    /// <param name="rel">The <c>rel</c> attribute; may be empty.</param>
    /// <param name="text">Of the anchor; may be empty.</param>
    public void Write(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> reference, ReadOnlySpan<byte> rel, ReadOnlySpan<byte> text)
    {
        if (!allKinds && !Ascii.EqualsIgnoreCase(kind, "a"u8) && !Ascii.EqualsIgnoreCase(kind, "area"u8))
        {
            Counts.Leave(LinkCounts.NotAnAnchor);
            return;
        }

        LinkTarget found = resolver.Resolve(reference, out ReadOnlySpan<byte> address);
        if (found != LinkTarget.Page)
        {
            Counts.Leave(found switch { LinkTarget.SamePage => "same-page", LinkTarget.OtherScheme => "other-scheme", _ => "invalid" });
            return;
        }

        Counts.Links++;
        if (isJson)
        {
            WriteJson(kind, address, rel, text);
        }
        else
        {
            lines.Write(source.WrittenSpan);
            lines.Write("\t"u8);
            lines.Write(address);
            lines.Write("\t"u8);
            WriteLower(kind, lines);
            lines.Write("\t"u8);
            LinkText.Append(rel, lines);
            lines.Write("\t"u8);
            LinkText.Append(text, lines);
        }

        lines.Write("\n"u8);
        if (lines.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    public void Flush()
    {
        target.Write(lines.WrittenSpan);
        lines.ResetWrittenCount();
    }

    public void Dispose() => json.Dispose();

    private void WriteJson(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> address, ReadOnlySpan<byte> rel, ReadOnlySpan<byte> text)
    {
        json.Reset(lines);
        json.WriteStartObject();
        json.WriteString("source"u8, source.WrittenSpan);
        json.WriteString("target"u8, address);
        word.ResetWrittenCount();
        WriteLower(kind, word);
        json.WriteString("kind"u8, word.WrittenSpan);
        WriteOptional("rel"u8, rel);
        WriteOptional("text"u8, text);
        json.WriteEndObject();
        json.Flush();
    }

    private void WriteOptional(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        word.ResetWrittenCount();
        LinkText.Append(value, word);
        if (word.WrittenCount > 0)
        {
            json.WriteString(name, word.WrittenSpan);
        }
    }

    private static void WriteLower(ReadOnlySpan<byte> kind, ArrayBufferWriter<byte> output)
    {
        Span<byte> room = output.GetSpan(kind.Length);
        int written = 0;
        foreach (byte value in kind)
        {
            // Element names of HTML and of its extensions; whatever else a record claims would break the line.
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)':')
            {
                room[written++] = (byte)char.ToLowerInvariant((char)value);
            }
        }

        output.Advance(written);
    }
}
