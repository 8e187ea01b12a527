using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Portolan.Text.Unicode;

namespace Portolan.Text;

/// <summary>What the pipeline asks of UTF-8 bytes: validity, repair and length in code points.</summary>
/// <remarks>Stateless and thread-safe.</remarks>
public static class Utf8Text
{
    /// <summary>Whether the bytes are well-formed UTF-8 (no overlong forms, surrogates, or values above U+10FFFF). Empty is valid.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) => Utf8Validity.IsValid(utf8);

    /// <summary>The number of code points of valid UTF-8; in general, the number of bytes that are not continuation bytes (0x80..0xBF).</summary>
    public static int CountCodePoints(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<sbyte> bytes = MemoryMarshal.Cast<byte, sbyte>(utf8);
        int continuations = 0;
        int i = 0;
        if (Vector.IsHardwareAccelerated && bytes.Length >= Vector<sbyte>.Count)
        {
            Vector<sbyte> limit = new(-64); // continuation bytes are -128..-65
            while (i <= bytes.Length - Vector<sbyte>.Count)
            {
                // A lane counts down from 0, so it overflows after 128 vectors; fold the lanes before that.
                int stop = (int)Math.Min(bytes.Length - Vector<sbyte>.Count, i + (127L * Vector<sbyte>.Count) - 1);
                Vector<sbyte> counts = Vector<sbyte>.Zero;
                for (; i <= stop; i += Vector<sbyte>.Count)
                {
                    counts += Vector.LessThan(new Vector<sbyte>(bytes[i..]), limit);
                }

                Vector.Widen(counts, out Vector<short> low, out Vector<short> high);
                continuations -= Vector.Sum(low + high);
            }
        }

        for (; i < bytes.Length; i++)
        {
            if (bytes[i] < -64)
            {
                continuations++;
            }
        }

        return bytes.Length - continuations;
    }

    /// <summary>Appends the bytes with each maximal invalid part replaced by U+FFFD (EF BF BD), as <see cref="Encoding.UTF8"/> and the WHATWG decoder do.</summary>
    /// <param name="utf8">Any bytes.</param>
    /// <param name="destination">Gets valid UTF-8, at most three times as long.</param>
    /// <returns>The number of replacements; 0 means that the bytes were valid and copied as they were.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    public static int CopyValid(ReadOnlySpan<byte> utf8, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (IsValid(utf8))
        {
            destination.Write(utf8);
            return 0;
        }

        int replaced = 0;
        int copied = 0;
        int position = 0;
        while (position < utf8.Length)
        {
            int ascii = utf8[position..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii < 0)
            {
                break;
            }

            position += ascii;
            if (Rune.DecodeFromUtf8(utf8[position..], out _, out int length) != OperationStatus.Done)
            {
                destination.Write(utf8[copied..position]);
                destination.Write("\uFFFD"u8);
                replaced++;
                copied = position + length;
            }

            position += length;
        }

        destination.Write(utf8[copied..]);
        return replaced;
    }

    /// <summary>The bytes without the white space at both ends, as Python's <c>str.strip</c> sees it (U+001C..U+001F and U+0085 included).</summary>
    /// <param name="utf8">Any bytes; an invalid part is no white space.</param>
    /// <returns>A part of <paramref name="utf8"/>; empty when it is all white space.</returns>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> utf8)
    {
        // Most lines begin and end with a printable ASCII character; white space beyond ASCII begins with one of four bytes.
        while (!utf8.IsEmpty && utf8[0] is <= 0x20 or 0xC2 or 0xE1 or 0xE2 or 0xE3
            && Rune.DecodeFromUtf8(utf8, out Rune first, out int length) == OperationStatus.Done && UnicodeCharacter.IsWhiteSpace(first.Value))
        {
            utf8 = utf8[length..];
        }

        while (!utf8.IsEmpty && utf8[^1] is <= 0x20 or >= 0x80
            && Rune.DecodeLastFromUtf8(utf8, out Rune last, out int length) == OperationStatus.Done && UnicodeCharacter.IsWhiteSpace(last.Value))
        {
            utf8 = utf8[..^length];
        }

        return utf8;
    }
}
