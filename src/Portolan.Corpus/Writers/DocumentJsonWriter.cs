using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portolan.Corpus.Writers;

/// <summary>Writes documents as JSON Lines; only what JSON demands is escaped. Not thread-safe.</summary>
internal sealed class DocumentJsonWriter : IDisposable
{
    private readonly Utf8JsonWriter writer = new(Stream.Null, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
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

    public void Dispose() => writer.Dispose();
}
