using System.Text;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Indexing;

namespace Portolan.Vfs.Dumps;

/// <summary>Reads the records of a dump one after the other; attributes of other tools are passed over.</summary>
/// <remarks>Memory for one line of at most a quarter of a megabyte. Not thread-safe.</remarks>
internal sealed class DumpReader(Stream stream)
{
    private readonly byte[] buffer = new byte[DumpFormat.MaxLine];
    private int start;
    private int end;
    private bool atEnd;
    private RawPath? path;

    /// <summary>Lines that are neither a comment nor well formed, or too long.</summary>
    public long BadLines { get; private set; }

    /// <summary>The next record or sketch; null at the end.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public DumpEntry? Read()
    {
        while (TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (line.IsEmpty)
            {
                // An empty line ends a file's attributes.
                path = null;
            }
            else if (line[0] == (byte)'#')
            {
                if (DumpFormat.ReadPath(line) is { } named)
                {
                    path = named.Contains((byte)0) ? null : new RawPath(named);
                }
            }
            else if (!DumpFormat.TryReadAttribute(line, out byte[] name, out byte[] value) || path is null)
            {
                BadLines++;
            }
            else if (StoredRecord.IsRecord(name) || StoredRecord.IsSketch(name))
            {
                return new DumpEntry(path.Value, new AttributeName(Encoding.ASCII.GetString(name)), value);
            }
        }

        return null;
    }

    /// <summary>Reads any bytes as a dump, and again what is written from what was read.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        var reader = new DumpReader(new MemoryStream(bytes.ToArray()));
        while (reader.Read() is { } entry)
        {
            var text = new System.Buffers.ArrayBufferWriter<byte>();
            DumpFormat.WritePath(text, entry.Path.Bytes);
            DumpFormat.WriteAttribute(text, entry.Name.Bytes, entry.Value);
            DumpEntry? again = new DumpReader(new MemoryStream(text.WrittenSpan.ToArray())).Read();
            if (again is null || again.Path != entry.Path || !again.Value.AsSpan().SequenceEqual(entry.Value))
            {
                throw new InvalidOperationException($"an attribute of {entry.Path} is not read as it is written");
            }
        }
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        bool tooLong = false;
        while (true)
        {
            int feed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (feed >= 0 || (atEnd && end > start))
            {
                int length = feed >= 0 ? feed : end - start;
                line = buffer.AsSpan(start, length);
                start += Math.Min(length + 1, end - start);
                if (!tooLong)
                {
                    return true;
                }

                BadLines++;
                tooLong = false;
                continue;
            }

            if (atEnd)
            {
                line = default;
                return false;
            }

            if (start == 0 && end == buffer.Length)
            {
                // Nothing of ours is as long: what is left of the line is passed over too.
                tooLong = true;
                end = 0;
            }

            Fill();
        }
    }

    private void Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        int count = stream.Read(buffer, end, buffer.Length - end);
        end += count;
        atEnd = count == 0;
    }
}
