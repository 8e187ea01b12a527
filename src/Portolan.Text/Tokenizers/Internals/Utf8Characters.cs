using System.Runtime.CompilerServices;
using System.Text;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Characters of valid UTF-8, which is what every rule is given and gives.</summary>
internal static class Utf8Characters
{
    /// <summary>The code point at a place, and how many bytes it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int At(ReadOnlySpan<byte> text, int place, out int length)
    {
        byte first = text[place];
        if (first < 0x80)
        {
            length = 1;
            return first;
        }

        Rune.DecodeFromUtf8(text[place..], out Rune rune, out length);
        return rune.Value;
    }

    /// <summary>The code point that ends before a place, which is not 0.</summary>
    public static int Before(ReadOnlySpan<byte> text, int place)
    {
        Rune.DecodeLastFromUtf8(text[..place], out Rune rune, out _);
        return rune.Value;
    }

    /// <summary>Appends a code point; surrogates become U+FFFD.</summary>
    public static void Append(GrowingArray<byte> output, int codePoint)
    {
        if (codePoint < 0x80)
        {
            output.Add((byte)codePoint);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        Rune rune = Rune.IsValid(codePoint) ? new Rune(codePoint) : Rune.ReplacementChar;
        output.AddRange(bytes[..rune.EncodeToUtf8(bytes)]);
    }

    /// <summary>UTF-16 as UTF-8; surrogates without their partner become U+FFFD.</summary>
    public static void Append(GrowingArray<byte> output, ReadOnlySpan<char> text)
    {
        output.Reserve(output.Count + ((long)text.Length * 3));
        output.Count += Encoding.UTF8.GetBytes(text, output.All[output.Count..]);
    }
}
