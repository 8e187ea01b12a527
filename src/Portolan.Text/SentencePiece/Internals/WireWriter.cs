using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Writes the fields of one message in the protocol-buffer wire format.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    public void UnsignedInteger(int field, ulong value)
    {
        Key(field, WireType.Varint);
        Varint(value);
    }

    /// <summary>A signed number; a negative one takes 10 bytes, as the format has it.</summary>
    public void Integer(int field, int value) => UnsignedInteger(field, unchecked((ulong)(long)value));

    public void Flag(int field, bool value) => UnsignedInteger(field, value ? 1UL : 0UL);

    public void Float(int field, float value)
    {
        Key(field, WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.GetSpan(sizeof(float)), value);
        bytes.Advance(sizeof(float));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Key(field, WireType.Bytes);
        Varint((ulong)value.Length);
        bytes.Write(value);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Texts(int field, IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            Text(field, value);
        }
    }

    private void Key(int field, WireType type) => Varint(((ulong)field << 3) | (uint)type);

    private void Varint(ulong value)
    {
        const int LongestVarint = 10;
        Span<byte> digits = bytes.GetSpan(LongestVarint);
        int length = 0;
        while (value >= 0x80)
        {
            digits[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        digits[length++] = (byte)value;
        bytes.Advance(length);
    }
}
