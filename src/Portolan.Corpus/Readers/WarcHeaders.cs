using System.Buffers;
using System.Text;

namespace Portolan.Corpus.Readers;

/// <summary>The header fields of one record, in file order, duplicates included.</summary>
/// <remarks>One instance is reused for all records of a reader; spans and lookups are valid until the next record. Not thread-safe.</remarks>
public sealed class WarcHeaders
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(4096);
    private Field[] fields = new Field[24];
    private int length;

    internal WarcHeaders()
    {
    }

    /// <summary>Number of fields.</summary>
    public int Count { get; private set; }

    /// <summary>The field at a place in file order.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public WarcHeader this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            Field field = fields[index];
            return new WarcHeader(bytes.AsSpan(field.Name, field.NameLength), bytes.AsSpan(field.Value, field.ValueLength));
        }
    }

    /// <summary>The value of the first field with this name; case does not matter.</summary>
    /// <param name="name">ASCII, such as <c>"WARC-Date"u8</c>.</param>
    /// <param name="value">UTF-8 bytes without surrounding space, empty when there is no such field.</param>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < Count; i++)
        {
            ref readonly Field field = ref fields[i];
            if (field.NameLength == name.Length && Ascii.EqualsIgnoreCase(bytes.AsSpan(field.Name, field.NameLength), name))
            {
                value = bytes.AsSpan(field.Value, field.ValueLength);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The value of the first field with this name as text, or null; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="name">ASCII, such as <c>"WARC-Date"u8</c>.</param>
    public string? GetString(ReadOnlySpan<byte> name) => TryGet(name, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>The values of all fields with this name as text, in file order.</summary>
    /// <param name="name">ASCII; case does not matter.</param>
    public IReadOnlyList<string> GetStrings(ReadOnlySpan<byte> name)
    {
        List<string> values = [];
        foreach (WarcHeader header in this)
        {
            if (header.Is(name))
            {
                values.Add(Encoding.UTF8.GetString(header.Value));
            }
        }

        return values;
    }

    /// <summary>Enumerates the fields in file order.</summary>
    public Enumerator GetEnumerator() => new(this);

    internal void Clear()
    {
        Count = 0;
        length = 0;
    }

    /// <summary>Takes a header block: the version line, the fields and the blank line.</summary>
    /// <returns>Offset of a second version line inside the block, where another record begins; -1 when there is none.</returns>
    internal int Parse(ReadOnlySpan<byte> block)
    {
        Clear();
        Reserve(block.Length);
        block.CopyTo(bytes);
        length = block.Length;
        int at = block.IndexOf((byte)'\n') + 1;
        while (at < length)
        {
            ReadOnlySpan<byte> rest = bytes.AsSpan(at, length - at);
            int newline = rest.IndexOf((byte)'\n');
            int next = newline < 0 ? length : at + newline + 1;
            int end = newline < 0 ? length : at + newline;
            if (end > at && bytes[end - 1] == '\r')
            {
                end--;
            }

            if (end == at)
            {
                break;
            }

            if (bytes[at] is (byte)' ' or (byte)'\t')
            {
                Unfold(at, end);
            }
            else if (RecordStart.IsVersionLine(bytes.AsSpan(at, next - at)))
            {
                return at;
            }
            else
            {
                AddLine(at, end);
            }

            at = next;
        }

        return -1;
    }

    /// <summary>Adds a field that the file has in another form (ARC).</summary>
    internal void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Reserve(length + name.Length + value.Length);
        name.CopyTo(bytes.AsSpan(length));
        value.CopyTo(bytes.AsSpan(length + name.Length));
        AddField(new Field(length, name.Length, length + name.Length, value.Length));
        length += name.Length + value.Length;
    }

    internal void Release()
    {
        Clear();
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }

    private void AddLine(int start, int end)
    {
        int colon = bytes.AsSpan(start, end - start).IndexOf((byte)':');
        if (colon < 0)
        {
            return; // A line without a name says nothing that a caller could ask for.
        }

        int nameEnd = start + colon;
        while (nameEnd > start && bytes[nameEnd - 1] is (byte)' ' or (byte)'\t')
        {
            nameEnd--;
        }

        int value = start + colon + 1;
        Trim(ref value, ref end);
        AddField(new Field(start, nameEnd - start, value, end - value));
    }

    private void Unfold(int start, int end)
    {
        Trim(ref start, ref end);
        if (Count == 0 || start == end)
        {
            return;
        }

        // The line break and the indentation are at least two bytes, so there is room for the one space to join with.
        ref Field last = ref fields[Count - 1];
        int target = last.Value + last.ValueLength;
        if (last.ValueLength > 0)
        {
            bytes[target++] = (byte)' ';
        }

        bytes.AsSpan(start, end - start).CopyTo(bytes.AsSpan(target));
        last = last with { ValueLength = target + end - start - last.Value };
    }

    private void Trim(ref int start, ref int end)
    {
        while (start < end && bytes[start] is (byte)' ' or (byte)'\t')
        {
            start++;
        }

        while (end > start && bytes[end - 1] is (byte)' ' or (byte)'\t')
        {
            end--;
        }
    }

    private void AddField(Field field)
    {
        if (Count == fields.Length)
        {
            Array.Resize(ref fields, Count * 2);
        }

        fields[Count++] = field;
    }

    private void Reserve(int count)
    {
        if (bytes.Length >= count)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(count, bytes.Length * 2));
        bytes.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }

    /// <summary>Goes through the fields without allocating.</summary>
    public ref struct Enumerator
    {
        private readonly WarcHeaders headers;
        private int index;

        internal Enumerator(WarcHeaders headers)
        {
            this.headers = headers;
            index = -1;
        }

        /// <summary>The field that was reached.</summary>
        public readonly WarcHeader Current => headers[index];

        /// <summary>Steps to the next field.</summary>
        public bool MoveNext() => ++index < headers.Count;
    }

    private readonly record struct Field(int Name, int NameLength, int Value, int ValueLength);
}
