using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portolan.Cli.Output;

/// <summary>Writes one JSON object a line, each starting with its <c>"type"</c>, the summary last.</summary>
/// <remarks>One line at a time: <see cref="Begin"/>, write the fields, <see cref="End"/>. Not thread-safe. Nothing is allocated per line.</remarks>
internal sealed class JsonLinesWriter(Stream output) : IDisposable
{
    private const string SummaryType = "summary";

    // Lines are not embedded in HTML, so quotes and non-ASCII letters stay as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = false };

    private readonly ArrayBufferWriter<byte> line = new(4096);
    private Utf8JsonWriter? writer;
    private bool summaryWritten;

    /// <summary>Opens a line; the caller adds fields to the returned writer and calls <see cref="End"/>.</summary>
    /// <exception cref="InvalidOperationException">The summary was written already: it is the last line.</exception>
    public Utf8JsonWriter Begin(string type)
    {
        if (summaryWritten)
        {
            throw new InvalidOperationException($"a '{type}' line after the summary, which must be the last");
        }

        summaryWritten = type == SummaryType;
        line.ResetWrittenCount();
        if (writer is null)
        {
            writer = new Utf8JsonWriter(line, Options);
        }
        else
        {
            writer.Reset(line);
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        return writer;
    }

    /// <summary>Opens the last line.</summary>
    public Utf8JsonWriter BeginSummary() => Begin(SummaryType);

    /// <summary>Closes the line and sends it on.</summary>
    public void End()
    {
        writer!.WriteEndObject();
        writer.Flush();
        line.GetSpan(1)[0] = (byte)'\n';
        line.Advance(1);
        output.Write(line.WrittenSpan);
    }

    public void Dispose() => writer?.Dispose();
}
