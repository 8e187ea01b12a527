using System.Buffers;
using System.Text.Json;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Writers;

/// <summary>Writes documents as JSON Lines; only what JSON demands is escaped. Not thread-safe.</summary>
internal sealed class DocumentJsonWriter : IDisposable
{
    private readonly Utf8JsonWriter writer = new(Stream.Null, new JsonWriterOptions
    {
        Encoder = MinimalJsonEncoder.Instance,
        SkipValidation = true,
    });

    /// <summary>Appends one line, with its line break.</summary>
    public void Write(Document document, IBufferWriter<byte> destination)
    {
        writer.Reset(destination);
        writer.WriteStartObject();
        DocumentFields.Write(writer, document);
        writer.WriteEndObject();
        writer.Flush();
        destination.GetSpan(1)[0] = (byte)'\n';
        destination.Advance(1);
    }

    /// <summary>Whether the line is surely short enough for <see cref="Readers.DocumentJsonReader"/>, which must find its end in one window.</summary>
    /// <remarks>A record of control characters grows six times, one of empty lines twelve times (their numbers).</remarks>
    public static bool FitsReader(Document document)
    {
        const int fieldNames = 1024, escaped = 6, lineNumber = 12;
        long rest = fieldNames + (long)lineNumber * document.LineCount
            + (long)escaped * (2 * document.Url.Length + document.DateDownload.Length + document.Digest.Length + document.Title.Length);
        for (int i = 0; i < PageFieldNames.Count; i++)
        {
            rest += (long)escaped * document.Metadata((PageField)i).Length;
        }

        ReadOnlySpan<byte> text = document.Text;
        if (rest + (long)escaped * text.Length <= ByteSource.MaxWindow)
        {
            return true;
        }

        long growth = 0;
        while (MinimalJsonEncoder.IndexOfEscaped(text) is >= 0 and int at)
        {
            growth += text[at] == '\n' ? 1 : escaped - 1;
            text = text[(at + 1)..];
        }

        return rest + document.Text.Length + growth <= ByteSource.MaxWindow;
    }

    public void Dispose() => writer.Dispose();
}
