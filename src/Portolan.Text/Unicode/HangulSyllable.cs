namespace Portolan.Text.Unicode;

/// <summary>Hangul decomposition and composition by arithmetic (The Unicode Standard, section 3.12).</summary>
internal static class HangulSyllable
{
    public const int First = 0xAC00;
    public const int Count = LeadCount * VowelCount * TrailCount;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TrailCount = 28;

    public static bool Contains(int codePoint) => (uint)(codePoint - First) < Count;

    /// <summary>Splits a syllable; <paramref name="trail"/> is 0 where there is none.</summary>
    public static void Split(int syllable, out int lead, out int vowel, out int trail)
    {
        int index = syllable - First;
        int block = index / TrailCount;
        int last = index - (block * TrailCount);
        lead = LeadBase + (block / VowelCount);
        vowel = VowelBase + (block % VowelCount);
        trail = last == 0 ? 0 : TrailBase + last;
    }

    /// <summary>Joins a lead and a vowel, or a syllable that has no trail and a trail; false for any other pair.</summary>
    public static bool TryCompose(int first, int second, out int syllable)
    {
        if ((uint)(first - LeadBase) < LeadCount && (uint)(second - VowelBase) < VowelCount)
        {
            syllable = First + ((((first - LeadBase) * VowelCount) + (second - VowelBase)) * TrailCount);
            return true;
        }

        if (Contains(first) && (first - First) % TrailCount == 0 && (uint)(second - TrailBase - 1) < TrailCount - 1)
        {
            syllable = first + (second - TrailBase);
            return true;
        }

        syllable = 0;
        return false;
    }
}
