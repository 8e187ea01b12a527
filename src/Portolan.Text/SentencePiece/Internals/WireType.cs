namespace Portolan.Text.SentencePiece.Internals;

/// <summary>How a field's value is laid out in the protocol-buffer wire format.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
