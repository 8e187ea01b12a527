using System.Text.Json;
using System.Text.Unicode;
using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Reads JSON Lines, compressed or not. A line that cannot be used is given with the reason and does not end the reading.</summary>
internal sealed class FlowInput(string path, IReadOnlyList<FlowField> fields, long firstLine = 1) : IDisposable
{
    /// <summary>A longer line ends the reading: the file is something else.</summary>
    public const int MaxLineBytes = 16 << 20;

    private const int FirstWindow = 1 << 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    private readonly ByteSource source = Open(path);
    private long number = firstLine - 1;
    private int consumed;

    /// <summary>The next line that is not empty, or null at the end.</summary>
    /// <exception cref="StorageException">The compressed file is damaged, or a line is too long.</exception>
    public FlowLine? Read()
    {
        while (TryReadLine(out ReadOnlySpan<byte> line))
        {
            number++;
            if (number == 1 && line.StartsWith("\uFEFF"u8))
            {
                line = line[3..];
            }

            if (line.Trim(" \t"u8).Length > 0)
            {
                return Parse(line);
            }
        }

        return null;
    }

    public void Dispose() => source.Dispose();

    /// <summary>Reads bytes as input; whatever they are, only a <see cref="StorageException"/> comes of it.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, data);
            using var input = new FlowInput(file, [new FlowField("a", IsOptional: false)]);
            while (input.Read() is not null)
            {
                // Every line is one or the other.
            }
        }
        catch (StorageException)
        {
            // Refused in words: right.
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ByteSource Open(string path) => Directory.Exists(path)
        ? throw new FlowException("is a directory, expected a file of JSON Lines", path)
        : ByteSource.Open(path);

    private FlowLine Parse(ReadOnlySpan<byte> line)
    {
        byte[] raw = line.ToArray();
        if (!Utf8.IsValid(raw))
        {
            return new FlowLine(number, null, "not UTF-8", raw);
        }

        JsonElement json;
        try
        {
            json = JsonElement.Parse(raw, Strict);
        }
        catch (JsonException e)
        {
            return new FlowLine(number, null, $"not JSON: {JsonValues.ProblemIn(e)}", raw);
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return new FlowLine(number, null, $"{JsonPath.Describe(json)}, expected an object such as {{\"{(fields.Count > 0 ? fields[0].Name : "id")}\": …}}", raw);
        }

        // Only escapes can hold half a character here.
        if (line.IndexOf("\\u"u8) >= 0 && !JsonValues.HasWholeTexts(json))
        {
            return new FlowLine(number, null, "a text has half a character (an unpaired surrogate)", raw);
        }

        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (FlowField field in fields)
        {
            if (json.TryGetProperty(field.Name, out JsonElement value))
            {
                values.Add(field.Name, value);
            }
            else if (field.IsOptional)
            {
                values.Add(field.Name, JsonValues.Null);
            }
            else
            {
                return new FlowLine(number, null, $"the field '{field.Name}' is missing", raw);
            }
        }

        return new FlowLine(number, values, null, raw);
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        source.Advance(consumed);
        consumed = 0;
        int searched = 0;
        for (int wanted = 1; ; wanted = Math.Min(MaxLineBytes + 1, Math.Max(FirstWindow, source.Window.Length * 2)))
        {
            bool isMore = source.Ensure(wanted);
            line = source.Window;
            int feed = line[searched..].IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = line[..(searched + feed)];
                consumed = line.Length + 1;
                break;
            }

            if (!isMore)
            {
                if (source.Damage is { } damage)
                {
                    throw new StorageException($"the compressed file is damaged: {damage.Reason} ({path})", path, damage.Offset, "get the file again");
                }

                consumed = line.Length;
                if (line.IsEmpty)
                {
                    return false;
                }

                break;
            }

            if (line.Length > MaxLineBytes)
            {
                throw new StorageException($"line {number + 1} has more than {MaxLineBytes} bytes ({path})", path, source.StoredOffset, "give it JSON Lines: one object a line");
            }

            searched = line.Length;
        }

        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        return true;
    }
}
