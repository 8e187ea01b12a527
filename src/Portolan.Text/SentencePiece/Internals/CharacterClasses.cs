using System.Text;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>For each character below U+10000, whether the rules of a model can change it: most characters never need a look-up.</summary>
/// <remarks>Immutable. 64 KB, of which a script uses a few cache lines.</remarks>
internal sealed class CharacterClasses
{
    /// <summary>No rule starts with the character: it stays as it is.</summary>
    public const byte Plain = 0;

    /// <summary>Rules start with the character and go on: it stays unless the next byte is in <see cref="ContinuesRule"/>.</summary>
    public const byte PlainUnlessContinued = 1;

    /// <summary>The rules must be asked.</summary>
    public const byte Ruled = 2;

    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const int ByteValues = 256;
    private readonly byte[] classes = new byte[0x10000];
    private readonly bool[] continuesRule = new bool[ByteValues];

    public CharacterClasses(CharacterMap? map, PieceTrie? protectedSymbols)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (int codePoint = 0; codePoint < classes.Length; codePoint++)
        {
            if (codePoint is >= FirstSurrogate and <= LastSurrogate)
            {
                classes[codePoint] = Ruled;
                continue;
            }

            ReadOnlySpan<byte> character = utf8[..new Rune(codePoint).EncodeToUtf8(utf8)];
            classes[codePoint] = StartsSymbol(protectedSymbols, character) ? Ruled : map is null ? Plain : Classify(map, character);
        }

        AsciiIsPlain = true;
        for (int i = ' '; i < 0x7F; i++)
        {
            AsciiIsPlain &= classes[i] != Ruled;
        }

        for (int i = 0; i < 0x80; i++)
        {
            AsciiIsPlain &= !continuesRule[i];
        }
    }

    /// <summary>Whether U+0020 to U+007E stay as they are when an ASCII character or nothing follows.</summary>
    public bool AsciiIsPlain { get; }

    public ReadOnlySpan<byte> Classes => classes;

    /// <summary>By byte, whether it is the second step of a rule whose first character is <see cref="PlainUnlessContinued"/>.</summary>
    public ReadOnlySpan<bool> ContinuesRule => continuesRule;

    private static bool StartsSymbol(PieceTrie? symbols, ReadOnlySpan<byte> character)
    {
        int node = PieceTrie.Root;
        foreach (byte next in character)
        {
            if (symbols is null || !symbols.Step(next, ref node))
            {
                return false;
            }

            if (symbols.At(node).Value != PieceTrie.NoKey)
            {
                return true;
            }
        }

        return true;
    }

    private byte Classify(CharacterMap map, ReadOnlySpan<byte> character)
    {
        int node = map.Root;
        foreach (byte next in character)
        {
            node = map.Step(node, next, out bool isKey);
            if (isKey)
            {
                return Ruled;
            }

            if (node < 0)
            {
                return Plain;
            }
        }

        for (int next = 1; next < ByteValues; next++)
        {
            continuesRule[next] |= map.Step(node, (byte)next, out _) >= 0;
        }

        return PlainUnlessContinued;
    }
}
