using System.Buffers.Binary;
using System.Text.Unicode;

namespace Portolan.Extraction.Pages.Charsets;

/// <summary>Decodes bytes of a known encoding; what the encoding has no meaning for becomes U+FFFD.</summary>
internal static class CharsetDecoder
{
    private const char Replacement = '�';

    /// <summary>Decodes all of the bytes.</summary>
    /// <param name="charset">Any encoding but <see cref="Charset.Replacement"/>, which has no text.</param>
    /// <param name="bytes">The text, without a byte order mark.</param>
    /// <param name="characters">At least one character longer than <paramref name="bytes"/>.</param>
    /// <returns>Characters written.</returns>
    public static int Decode(Charset charset, ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        switch (charset)
        {
            case Charset.Utf8:
                Utf8.ToUtf16(bytes, characters, out _, out int written, replaceInvalidSequences: true, isFinalBlock: true);
                return written;
            case Charset.Utf16LittleEndian or Charset.Utf16BigEndian:
                return DecodeUtf16(charset == Charset.Utf16BigEndian, bytes, characters);
            case Charset.Replacement:
                throw new ArgumentOutOfRangeException(nameof(charset), charset, "the replacement encoding has no text");
            default:
                return SingleByteTables.Has(charset)
                    ? DecodeSingleBytes(SingleByteTables.Of(charset), bytes, characters)
                    : MultiByteDecoder.Decode(charset, bytes, characters, out _);
        }
    }

    private static int DecodeSingleBytes(ReadOnlySpan<char> table, ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        // Without range checks: the table has 256 entries, and the lengths are equal.
        ref char meaning = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(table);
        characters = characters[..bytes.Length];
        for (int i = 0; i < bytes.Length && i < characters.Length; i++)
        {
            characters[i] = System.Runtime.CompilerServices.Unsafe.Add(ref meaning, (nuint)bytes[i]);
        }

        return bytes.Length;
    }

    private static int DecodeUtf16(bool bigEndian, ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        int count = bytes.Length / 2;
        Span<byte> target = System.Runtime.InteropServices.MemoryMarshal.AsBytes(characters[..count]);
        bytes[..target.Length].CopyTo(target);
        if (bigEndian == BitConverter.IsLittleEndian)
        {
            Span<short> units = System.Runtime.InteropServices.MemoryMarshal.Cast<char, short>(characters[..count]);
            BinaryPrimitives.ReverseEndianness(units, units);
        }

        Span<char> text = characters[..count];
        for (int at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < count;)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < count && char.IsLowSurrogate(text[at + 1]))
            {
                at += 2;
            }
            else
            {
                text[at++] = Replacement;
            }

            int next = text[at..].IndexOfAnyInRange('\uD800', '\uDFFF');
            at = next < 0 ? count : at + next;
        }

        if ((bytes.Length & 1) != 0)
        {
            characters[count++] = Replacement;
        }

        return count;
    }
}
