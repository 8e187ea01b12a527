using System.Globalization;

namespace Portolan.Extraction.Html.Tokens;

/// <summary>The named character references of HTML (HTML standard, section 13.5; 2,231 names), looked up without allocation.</summary>
/// <remarks>
/// The longest match needs no search tree: a name with a semicolon ends at the first character that is no letter or digit, so it is
/// one exact lookup; the 106 old names that need no semicolon have 2 to 6 characters, so the longest of them is at most five lookups.
/// </remarks>
internal static partial class NamedReferences
{
    /// <summary>Characters of the longest name, without its semicolon.</summary>
    public const int LongestName = 31;

    private const int LongestWithoutSemicolon = 6;
    private const int SlotBits = 13;

    private static readonly Entry[] Slots = new Entry[1 << SlotBits];

    static NamedReferences()
    {
        Span<char> value = stackalloc char[4];
        foreach (Range range in Table.AsSpan().SplitAny(" \n"))
        {
            ReadOnlySpan<char> item = Table.AsSpan(range);
            int equals = item.IndexOf('=');
            bool withoutSemicolon = item[equals - 1] == '*';
            int length = withoutSemicolon ? equals - 1 : equals;
            int units = 0;
            foreach (Range point in item[(equals + 1)..].Split('+'))
            {
                int code = int.Parse(item[(equals + 1)..][point], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                units += new System.Text.Rune(code).EncodeToUtf16(value[units..]);
            }

            int slot = SlotOf(item[..length]);
            while (Slots[slot].Length != 0)
            {
                slot = (slot + 1) & (Slots.Length - 1);
            }

            Slots[slot] = new Entry(range.Start.Value, (byte)length, withoutSemicolon, value[0], units == 2 ? value[1] : '\0');
        }
    }

    /// <summary>Finds the longest name at the start of the text.</summary>
    /// <param name="text">What follows the ampersand.</param>
    /// <param name="first">First character of what the name stands for.</param>
    /// <param name="second">Second character, or NUL when there is one only.</param>
    /// <returns>How many characters of the text the name has, a semicolon included; 0 when there is none.</returns>
    public static int Match(ReadOnlySpan<char> text, out char first, out char second)
    {
        int run = 0;
        while (run < text.Length && run <= LongestName && char.IsAsciiLetterOrDigit(text[run]))
        {
            run++;
        }

        if (run < text.Length && text[run] == ';' && TryFind(text[..run], semicolon: true, out first, out second))
        {
            return run + 1;
        }

        for (int length = Math.Min(run, LongestWithoutSemicolon); length >= 2; length--)
        {
            if (TryFind(text[..length], semicolon: false, out first, out second))
            {
                return length;
            }
        }

        first = second = '\0';
        return 0;
    }

    private static bool TryFind(ReadOnlySpan<char> name, bool semicolon, out char first, out char second)
    {
        for (int slot = SlotOf(name); Slots[slot].Length != 0; slot = (slot + 1) & (Slots.Length - 1))
        {
            ref readonly Entry entry = ref Slots[slot];
            if (entry.Length == name.Length && Table.AsSpan(entry.Start, entry.Length).SequenceEqual(name))
            {
                first = entry.First;
                second = entry.Second;
                return semicolon || entry.WithoutSemicolon;
            }
        }

        first = second = '\0';
        return false;
    }

    private static int SlotOf(ReadOnlySpan<char> name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 16777619;
        }

        return (int)((hash * 0x9E3779B9u) >> (32 - SlotBits));
    }

    private readonly record struct Entry(int Start, byte Length, bool WithoutSemicolon, char First, char Second);
}
