namespace Portolan.Text.Unicode;

/// <summary>Look-ups in the generated tables of compatibility decompositions and compositions.</summary>
internal static partial class NormalizationTables
{
    /// <summary>Full compatibility decomposition where it differs from the canonical; else empty.</summary>
    public static ReadOnlySpan<int> Compatibility(int codePoint)
    {
        int middle = (CompatibilityTop[codePoint >> 11] << 5) | ((codePoint >> 6) & 31);
        int at = CompatibilityLeaves[(CompatibilityMiddle[middle] << 6) | (codePoint & 63)];
        return at == 0 ? [] : CompatibilitySequences.Slice(at + 1, CompatibilitySequences[at]);
    }

    /// <summary>The primary composite of two code points, Hangul included.</summary>
    public static bool TryCompose(int first, int second, out int composed)
    {
        if (HangulSyllable.TryCompose(first, second, out composed))
        {
            return true;
        }

        int low = 0;
        int high = ComposedFirst.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = ComposedFirst[middle] != first ? ComposedFirst[middle].CompareTo(first) : ComposedSecond[middle].CompareTo(second);
            if (order == 0)
            {
                composed = Composed[middle];
                return true;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        composed = 0;
        return false;
    }
}
