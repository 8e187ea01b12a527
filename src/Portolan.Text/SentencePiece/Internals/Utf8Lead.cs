using System.Runtime.CompilerServices;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The length of a character by its first byte.</summary>
internal static class Utf8Lead
{
    /// <summary>1 for 0x00–0xBF, 2 for 0xC0–0xDF, 3 for 0xE0–0xEF, 4 for 0xF0–0xFF; in valid UTF-8, the character's length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(byte first) => (int)((0x4322_1111_1111_1111UL >> (4 * (first >> 4))) & 0xF);
}
