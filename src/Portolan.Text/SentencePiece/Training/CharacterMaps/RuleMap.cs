using Portolan.Text.Unicode;

namespace Portolan.Text.SentencePiece.Training.CharacterMaps;

/// <summary>Which texts a normalisation rule replaces by which; built as SentencePiece builds its own rules.</summary>
/// <remarks>
/// A map is applied from left to right, always replacing the longest key that begins where one stands, so it holds not only the
/// characters that NFKC changes but every sequence that composes, in all spellings of its parts. The method is that of
/// SentencePiece 0.1.97's <c>builder.cc</c>; tests compare the result with the maps in models that its <c>spm_train</c> wrote.
/// </remarks>
internal sealed class RuleMap
{
    private RuleMap(KeyValuePair<string, string>[] entries) => Entries = entries;

    /// <summary>Keys in order of their code points, each with its replacement.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Entries { get; }

    /// <summary>Builds a rule's map; the identity's is empty.</summary>
    public static RuleMap Of(NormalizationRule rule)
    {
        if (rule == NormalizationRule.Identity)
        {
            return new RuleMap([]);
        }

        Dictionary<string, string> map = Compatibility();
        if (rule is NormalizationRule.NmtNfkc or NormalizationRule.NmtNfkcCaseFold)
        {
            AddTranslationRules(map);
        }

        map = WithoutRedundant(map);
        if (rule is NormalizationRule.NfkcCaseFold or NormalizationRule.NmtNfkcCaseFold)
        {
            map = WithoutRedundant(Folded(map));
        }

        KeyValuePair<string, string>[] entries = [.. map];
        Array.Sort(entries, static (one, other) => CompareCodePoints(one.Key, other.Key));
        return new RuleMap(entries);
    }

    private static Dictionary<string, string> Compatibility()
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var spellings = new Dictionary<int, List<string>>();
        var sequences = new Dictionary<string, int[]>(StringComparer.Ordinal);
        Span<int> decomposed = stackalloc int[CharacterTables.MaxDecompositionLength];
        Span<int> composed = stackalloc int[CharacterTables.MaxDecompositionLength];
        for (int codePoint = 1; codePoint <= 0x10FFFF; codePoint++)
        {
            // The maps that SentencePiece ships were made under Unicode 13.
            if (codePoint is >= 0xD800 and < 0xE000 || CharacterTables.IsDecomposedSince14(codePoint))
            {
                continue;
            }

            int length = CharacterTables.Decompose(codePoint, decomposed);
            if (length == 1)
            {
                if (decomposed[0] != codePoint)
                {
                    Spellings(spellings, decomposed[0]).Add(char.ConvertFromUtf32(codePoint));
                    map[char.ConvertFromUtf32(codePoint)] = char.ConvertFromUtf32(decomposed[0]);
                }

                continue;
            }

            decomposed[..length].CopyTo(composed);
            int composedLength = Composition.Compose(composed[..length]);
            if (composedLength != 1 || composed[0] != codePoint)
            {
                map[char.ConvertFromUtf32(codePoint)] = Composition.ToText(composed[..composedLength]);
            }

            sequences.TryAdd(Composition.ToText(decomposed[..length]), decomposed[..length].ToArray());
        }

        foreach ((string text, int[] sequence) in sequences)
        {
            sequence.CopyTo(composed);
            string replacement = Composition.ToText(composed[..Composition.Compose(composed[..sequence.Length])]);
            if (replacement != text)
            {
                AddSpellings(map, spellings, sequence, replacement);
            }
        }

        return map;
    }

    private static List<string> Spellings(Dictionary<int, List<string>> spellings, int codePoint)
    {
        if (!spellings.TryGetValue(codePoint, out List<string>? others))
        {
            spellings.Add(codePoint, others = [char.ConvertFromUtf32(codePoint)]);
        }

        return others;
    }

    // Every way to write a decomposed sequence with characters that each decompose to one of its own.
    private static void AddSpellings(Dictionary<string, string> map, Dictionary<int, List<string>> spellings, int[] sequence, string replacement)
    {
        List<string> begun = [""];
        foreach (int codePoint in sequence)
        {
            string own = char.ConvertFromUtf32(codePoint);
            List<string>? others = spellings.GetValueOrDefault(codePoint);
            var longer = new List<string>(begun.Count * (others?.Count ?? 1));
            foreach (string head in begun)
            {
                if (others is null)
                {
                    longer.Add(head + own);
                    continue;
                }

                foreach (string other in others)
                {
                    longer.Add(head + other);
                }
            }

            begun = longer;
        }

        foreach (string key in begun)
        {
            if (key != replacement)
            {
                map[key] = replacement;
            }
        }
    }

    // What SentencePiece adds for machine translation: control characters go, all sorts of white space become a space, and the
    // full-width tilde stays, because Japanese uses the two tildes differently.
    private static void AddTranslationRules(Dictionary<string, string> map)
    {
        ReadOnlySpan<int> spaces =
        [
            0x9, 0xA, 0xC, 0xD, 0x1680, 0x200B, 0x200C, 0x200E, 0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD,
        ];
        foreach (int space in spaces)
        {
            map[char.ConvertFromUtf32(space)] = " ";
        }

        for (char control = (char)1; control < 0xA0; control++)
        {
            if (control is < '\x09' or '\x0B' or >= '\x0E' and < ' ' or '\x7F' or '\x8F' or '\x9F')
            {
                map[control.ToString()] = "";
            }
        }

        map.Remove("\uFF5E");
    }

    private static Dictionary<string, string> Folded(Dictionary<string, string> map)
    {
        var folded = new Dictionary<string, string>(map.Count, StringComparer.Ordinal);
        foreach ((string key, string value) in map)
        {
            folded[key] = string.Concat(value.EnumerateRunes().Select(rune => char.ConvertFromUtf32(CharacterTables.Fold(rune.Value))));
        }

        foreach (int codePoint in CharacterTables.FoldedCodePoints)
        {
            folded.TryAdd(char.ConvertFromUtf32(codePoint), char.ConvertFromUtf32(CharacterTables.Fold(codePoint)));
        }

        return folded;
    }

    // A sequence that shorter keys already turn into the same text needs no entry.
    private static Dictionary<string, string> WithoutRedundant(Dictionary<string, string> map)
    {
        var kept = new Dictionary<string, string>(map.Count, StringComparer.Ordinal);
        foreach (IGrouping<int, KeyValuePair<string, string>> sameLength in map.GroupBy(entry => CodePoints(entry.Key)).OrderBy(group => group.Key))
        {
            foreach ((string key, string value) in sameLength)
            {
                if (sameLength.Key == 1 || !Gives(kept, key, value))
                {
                    kept.Add(key, value);
                }
            }
        }

        return kept;
    }

    private static int CodePoints(string text)
    {
        int count = 0;
        foreach (char unit in text)
        {
            count += char.IsLowSurrogate(unit) ? 0 : 1;
        }

        return count;
    }

    // Whether the map turns a text into a given other.
    private static bool Gives(Dictionary<string, string> map, string text, string wanted)
    {
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> lookup = map.GetAlternateLookup<ReadOnlySpan<char>>();
        int position = 0;
        int matched = 0;
        while (position < text.Length)
        {
            int length = text.Length - position;
            string? replacement = null;
            while (length > 0 && !lookup.TryGetValue(text.AsSpan(position, length), out replacement))
            {
                length--;
            }

            // A surrogate is in no key by itself, so a pair is compared as two units that both stay.
            length = Math.Max(length, 1);
            ReadOnlySpan<char> part = replacement ?? text.AsSpan(position, length);
            if (!wanted.AsSpan(matched).StartsWith(part))
            {
                return false;
            }

            matched += part.Length;
            position += length;
        }

        return matched == wanted.Length;
    }

    // UTF-16 has surrogates below U+E000..U+FFFF; keys must come in the order of their UTF-8 bytes.
    private static int CompareCodePoints(string one, string other)
    {
        int common = one.AsSpan().CommonPrefixLength(other);
        if (common == one.Length || common == other.Length)
        {
            return one.Length.CompareTo(other.Length);
        }

        char left = one[common], right = other[common];
        return char.IsSurrogate(left) == char.IsSurrogate(right) ? left.CompareTo(right) : char.IsSurrogate(left) ? 1 : -1;
    }
}
