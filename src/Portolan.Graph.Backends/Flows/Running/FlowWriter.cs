using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Writes rows and failures as JSON Lines.</summary>
internal sealed class FlowWriter(Flow flow, Stream output, Stream? failures) : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> line = new(4096);
    private Utf8JsonWriter? writer;

    public void Write(FlowRow row)
    {
        Utf8JsonWriter json = Begin();
        for (int i = 0; i < row.Fields.Count; i++)
        {
            json.WritePropertyName(flow.Write.Fields[i].Name);
            row.Fields[i].WriteTo(json);
        }

        End(output);
    }

    public void Write(FlowFailure failure, FlowLine source)
    {
        if (failures is null)
        {
            return;
        }

        Utf8JsonWriter json = Begin();
        json.WriteNumber("line"u8, failure.Line);
        json.WriteString("step"u8, failure.Step);
        json.WriteString("reason"u8, failure.Reason);
        json.WriteNumber("attempts"u8, failure.Attempts);
        if (source.Fields is not null)
        {
            json.WritePropertyName("input"u8);
            json.WriteRawValue(source.Raw);
        }

        End(failures);
    }

    public void Dispose() => writer?.Dispose();

    private Utf8JsonWriter Begin()
    {
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
        return writer;
    }

    private void End(Stream stream)
    {
        writer!.WriteEndObject();
        writer.Flush();
        line.Write("\n"u8);
        stream.Write(line.WrittenSpan);
    }
}
