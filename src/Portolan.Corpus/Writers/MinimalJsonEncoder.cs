using System.Buffers;
using System.Text.Encodings.Web;

namespace Portolan.Corpus.Writers;

/// <summary>Escapes what JSON demands and nothing else: quote, backslash and U+0000 to U+001F, as Python's <c>json.dumps(ensure_ascii=False)</c>.</summary>
/// <remarks>The framework's most relaxed encoder still writes emoji, other characters above U+FFFF and unassigned ones as <c>\u</c> escapes, which trebles them.</remarks>
internal sealed unsafe class MinimalJsonEncoder : JavaScriptEncoder
{
    private const string EscapedCharacters =
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    private static readonly SearchValues<char> Characters = SearchValues.Create(EscapedCharacters);
    private static readonly SearchValues<byte> Bytes = SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(EscapedCharacters));

    private MinimalJsonEncoder()
    {
    }

    public static MinimalJsonEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <summary>Index of the first byte that is written as an escape, or -1.</summary>
    public static int IndexOfEscaped(ReadOnlySpan<byte> utf8) => utf8.IndexOfAny(Bytes);

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    public override int FindFirstCharacterToEncode(char* text, int textLength) => new ReadOnlySpan<char>(text, textLength).IndexOfAny(Characters);

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => IndexOfEscaped(utf8Text);

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Span<byte> escape = stackalloc byte[6];
        int length = Escape((byte)unicodeScalar, escape);
        numberOfCharactersWritten = length <= bufferLength ? length : 0;
        for (int i = 0; i < numberOfCharactersWritten; i++)
        {
            buffer[i] = (char)escape[i];
        }

        return numberOfCharactersWritten > 0;
    }

    // Runs between escapes are copied whole; the framework's loop would go on character by character after the first line break.
    public override OperationStatus EncodeUtf8(ReadOnlySpan<byte> utf8Source, Span<byte> utf8Destination, out int bytesConsumed, out int bytesWritten, bool isFinalBlock = true)
    {
        Span<byte> escape = stackalloc byte[6];
        bytesConsumed = bytesWritten = 0;
        while (bytesConsumed < utf8Source.Length)
        {
            ReadOnlySpan<byte> rest = utf8Source[bytesConsumed..];
            int plain = IndexOfEscaped(rest);
            ReadOnlySpan<byte> next = plain == 0 ? escape[..Escape(rest[0], escape)] : plain < 0 ? rest : rest[..plain];
            if (!next.TryCopyTo(utf8Destination[bytesWritten..]))
            {
                return OperationStatus.DestinationTooSmall;
            }

            bytesConsumed += plain == 0 ? 1 : next.Length;
            bytesWritten += next.Length;
        }

        return OperationStatus.Done;
    }

    private static int Escape(byte value, Span<byte> escape)
    {
        escape[0] = (byte)'\\';
        int letter = value switch
        {
            (byte)'"' => '"',
            (byte)'\\' => '\\',
            (byte)'\b' => 'b',
            (byte)'\t' => 't',
            (byte)'\n' => 'n',
            (byte)'\f' => 'f',
            (byte)'\r' => 'r',
            _ => 'u',
        };
        escape[1] = (byte)letter;
        if (letter != 'u')
        {
            return 2;
        }

        "00"u8.CopyTo(escape[2..]);
        escape[4] = (byte)('0' + (value >> 4));
        escape[5] = "0123456789abcdef"u8[value & 15];
        return 6;
    }
}
