namespace Portolan.Extraction.Html;

/// <summary>Names and kinds of HTML's elements.</summary>
/// <remarks>
/// A name is looked up by its key: five bits a character behind a leading one, which is exact since HTML's names have at most ten
/// characters of a to z and 1 to 6. So a tokeniser can build the key while it looks for the name's end.
/// </remarks>
internal static class HtmlTags
{
    /// <summary>The key of a name of no characters.</summary>
    public const ulong EmptyKey = 1;

    /// <summary>Longest name whose key does not overflow.</summary>
    private const int MaxKeyLength = 12;

    private const int SlotBits = 10;

    private static readonly string[] Names = [.. Enum.GetNames<HtmlTag>().Select(name => name.ToLowerInvariant())];
    private static readonly ulong[] SlotKeys = new ulong[1 << SlotBits];
    private static readonly HtmlTag[] SlotTags = new HtmlTag[1 << SlotBits];

    static HtmlTags()
    {
        for (int tag = 1; tag < Names.Length; tag++)
        {
            ulong key = EmptyKey;
            foreach (char c in Names[tag])
            {
                TryAppend(ref key, c);
            }

            int slot = SlotOf(key);
            while (SlotKeys[slot] != 0)
            {
                slot = (slot + 1) & (SlotKeys.Length - 1);
            }

            SlotKeys[slot] = key;
            SlotTags[slot] = (HtmlTag)tag;
        }
    }

    public static int Count => Names.Length;

    public static string NameOf(HtmlTag tag) => Names[(int)tag];

    /// <summary>The tag of a name in lower case, or <see cref="HtmlTag.Unknown"/>.</summary>
    public static HtmlTag Find(ReadOnlySpan<char> name)
    {
        ulong key = EmptyKey;
        foreach (char c in name)
        {
            if (!TryAppend(ref key, c))
            {
                return HtmlTag.Unknown;
            }
        }

        return Find(key, name.Length);
    }

    /// <summary>The tag of a name of this key and length, or <see cref="HtmlTag.Unknown"/>.</summary>
    public static HtmlTag Find(ulong key, int length)
    {
        if (length > MaxKeyLength)
        {
            return HtmlTag.Unknown;
        }

        for (int slot = SlotOf(key); SlotKeys[slot] != 0; slot = (slot + 1) & (SlotKeys.Length - 1))
        {
            if (SlotKeys[slot] == key)
            {
                return SlotTags[slot];
            }
        }

        return HtmlTag.Unknown;
    }

    private static bool TryAppend(ref ulong key, char c)
    {
        uint code = c is >= '1' and <= '6' ? (uint)(c - '1' + 26) : (uint)(c - 'a');
        key = (key << 5) | (code & 31);
        return code < 32 && c <= 'z';
    }

    private static int SlotOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> (64 - SlotBits));
}
