using System.Buffers.Binary;
using System.Globalization;
using Portolan.Storage;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Reads the fields of one message in the protocol-buffer wire format, never past its end.</summary>
/// <remarks>Wire format: a varint key (field number × 8 + wire type), then a varint (0), 8 bytes (1), a length and bytes (2) or 4 bytes (5).</remarks>
internal ref struct WireReader(ReadOnlySpan<byte> bytes, string name, long messageOffset = 0)
{
    private const int LongestVarint = 10;
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int position;
    private int fieldStart;
    private WireType wireType;

    /// <summary>Number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Offset of the current field in the file.</summary>
    public readonly long FieldOffset => messageOffset + fieldStart;

    /// <summary>Offset in the file of what is read next.</summary>
    public readonly long Offset => messageOffset + position;

    /// <summary>Steps to the next field's value; false at the end of the message.</summary>
    public bool Next()
    {
        if (position == bytes.Length)
        {
            return false;
        }

        fieldStart = position;
        ulong key = Varint("a field's key");
        ulong number = key >> 3;
        if (number is 0 or > 0x1FFFFFFF)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"field number {number}"), "1 to 536870911", FieldOffset);
        }

        Field = (int)number;
        wireType = (WireType)(key & 7);
        return true;
    }

    public ulong UnsignedInteger(string field)
    {
        Require(WireType.Varint, field);
        return Varint(field);
    }

    /// <summary>A 32-bit number; as everywhere in the format, higher bits are dropped.</summary>
    public int Integer(string field) => unchecked((int)UnsignedInteger(field));

    public bool Flag(string field) => UnsignedInteger(field) != 0;

    public float Float(string field)
    {
        Require(WireType.Fixed32, field);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float), field));
    }

    public ReadOnlySpan<byte> Bytes(string field)
    {
        Require(WireType.Bytes, field);
        return Take(Varint(field), field);
    }

    public string Text(string field) => System.Text.Encoding.UTF8.GetString(Bytes(field));

    public WireReader Message(string field)
    {
        ReadOnlySpan<byte> content = Bytes(field);
        return new WireReader(content, name, Offset - content.Length);
    }

    /// <summary>Steps over the value of a field that nobody asked for.</summary>
    public void Skip()
    {
        const string What = "an unknown field";
        switch (wireType)
        {
            case WireType.Varint:
                Varint(What);
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong), What);
                break;
            case WireType.Bytes:
                Take(Varint(What), What);
                break;
            case WireType.Fixed32:
                Take(sizeof(uint), What);
                break;
            default:
                throw Bad(
                    string.Create(CultureInfo.InvariantCulture, $"field {Field} has wire type {(int)wireType}"), "0, 1, 2 or 5", FieldOffset);
        }
    }

    /// <summary>The exception for bad data in this file.</summary>
    public readonly StorageException Bad(string found, string expected, long offset) => ModelError.At(found, expected, name, offset);

    private readonly void Require(WireType expected, string field)
    {
        if (wireType != expected)
        {
            throw Bad(
                string.Create(CultureInfo.InvariantCulture, $"{field} (field {Field}) has wire type {(int)wireType}"),
                string.Create(CultureInfo.InvariantCulture, $"wire type {(int)expected}"),
                FieldOffset);
        }
    }

    private ulong Varint(string field)
    {
        ulong value = 0;
        for (int i = 0; i < LongestVarint; i++)
        {
            if (position == bytes.Length)
            {
                throw Bad("the data ends inside " + field, "the rest of a variable-length number", Offset);
            }

            byte next = bytes[position++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Bad(field + " is a variable-length number of more than 10 bytes", "at most 10", FieldOffset);
    }

    private ReadOnlySpan<byte> Take(ulong length, string field)
    {
        if (length > (ulong)(bytes.Length - position))
        {
            throw Bad(
                string.Create(CultureInfo.InvariantCulture, $"{field} has {length} bytes"),
                string.Create(CultureInfo.InvariantCulture, $"at most the {bytes.Length - position} that are left"),
                FieldOffset);
        }

        ReadOnlySpan<byte> taken = bytes.Slice(position, (int)length);
        position += (int)length;
        return taken;
    }
}
