using System.Text;
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
    private readonly SortedDictionary<string, string> entries;

    private RuleMap(SortedDictionary<string, string> entries) => this.entries = entries;

    /// <summary>Keys in order of their code points, each with its replacement.</summary>
    public IReadOnlyDictionary<string, string> Entries => entries;

    /// <summary>Builds a rule's map; the identity's is empty.</summary>
    public static RuleMap Of(NormalizationRule rule)
    {
        if (rule == NormalizationRule.Identity)
        {
            return new RuleMap(new SortedDictionary<string, string>(StringComparer.Ordinal));
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

        return new RuleMap(new SortedDictionary<string, string>(map, Utf32Order.Instance));
    }

    private static Dictionary<string, string> Compatibility()
    {
        var composition = new Composition();
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var spellings = new Dictionary<int, List<int>>();
        var sequences = new Dictionary<string, int[]>(StringComparer.Ordinal);
        Span<int> decomposed = stackalloc int[MapTables.MaxDecompositionLength];
        Span<int> composed = stackalloc int[MapTables.MaxDecompositionLength];
        for (int codePoint = 1; codePoint <= 0x10FFFF; codePoint++)
        {
            if (codePoint is >= 0xD800 and < 0xE000)
            {
                continue;
            }

            int length = MapTables.Decompose(codePoint, decomposed);
            if (length == 1)
            {
                if (decomposed[0] != codePoint)
                {
                    Spellings(spellings, decomposed[0]).Add(codePoint);
                    map[char.ConvertFromUtf32(codePoint)] = char.ConvertFromUtf32(decomposed[0]);
                }

                continue;
            }

            decomposed[..length].CopyTo(composed);
            int composedLength = composition.Compose(composed[..length]);
            if (composedLength != 1 || composed[0] != codePoint)
            {
                map[char.ConvertFromUtf32(codePoint)] = Composition.ToText(composed[..composedLength]);
            }

            sequences.TryAdd(Composition.ToText(decomposed[..length]), decomposed[..length].ToArray());
        }

        foreach ((string text, int[] sequence) in sequences)
        {
            sequence.CopyTo(composed);
            string replacement = Composition.ToText(composed[..composition.Compose(composed[..sequence.Length])]);
            if (replacement != text)
            {
                AddSpellings(map, spellings, sequence, replacement);
            }
        }

        return map;
    }

    private static List<int> Spellings(Dictionary<int, List<int>> spellings, int codePoint)
    {
        if (!spellings.TryGetValue(codePoint, out List<int>? others))
        {
            spellings.Add(codePoint, others = [codePoint]);
        }

        return others;
    }

    // Every way to write a decomposed sequence with characters that each decompose to one of its own.
    private static void AddSpellings(Dictionary<string, string> map, Dictionary<int, List<int>> spellings, int[] sequence, string replacement)
    {
        List<string> begun = [""];
        foreach (int codePoint in sequence)
        {
            List<int> choices = spellings.TryGetValue(codePoint, out List<int>? others) ? others : [codePoint];
            begun = [.. begun.SelectMany(_ => choices, (head, choice) => head + char.ConvertFromUtf32(choice))];
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
            folded[key] = string.Concat(value.EnumerateRunes().Select(rune => char.ConvertFromUtf32(MapTables.Fold(rune.Value))));
        }

        foreach (int codePoint in MapTables.FoldedCodePoints)
        {
            folded.TryAdd(char.ConvertFromUtf32(codePoint), char.ConvertFromUtf32(MapTables.Fold(codePoint)));
        }

        return folded;
    }

    // A sequence that shorter keys already turn into the same text needs no entry.
    private static Dictionary<string, string> WithoutRedundant(Dictionary<string, string> map)
    {
        var kept = new Dictionary<string, string>(map.Count, StringComparer.Ordinal);
        foreach ((string key, string value) in map.OrderBy(entry => CodePoints(entry.Key)))
        {
            if (CodePoints(key) == 1 || Apply(kept, key) != value)
            {
                kept.Add(key, value);
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

    private static string Apply(Dictionary<string, string> map, string text)
    {
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> lookup = map.GetAlternateLookup<ReadOnlySpan<char>>();
        var result = new StringBuilder();
        int position = 0;
        while (position < text.Length)
        {
            int length = text.Length - position;
            string? replacement = null;
            while (length > 0 && !lookup.TryGetValue(text.AsSpan(position, length), out replacement))
            {
                length--;
            }

            if (length == 0)
            {
                length = char.IsHighSurrogate(text[position]) ? 2 : 1;
                replacement = text.Substring(position, length);
            }

            result.Append(replacement);
            position += length;
        }

        return result.ToString();
    }

    // UTF-16 compares surrogates below U+E000..U+FFFF; keys must come in the order of their UTF-8 bytes.
    private sealed class Utf32Order : IComparer<string>
    {
        public static readonly Utf32Order Instance = new();

        public int Compare(string? x, string? y)
        {
            int common = x.AsSpan().CommonPrefixLength(y);
            if (common == x!.Length || common == y!.Length)
            {
                return x.Length.CompareTo(y!.Length);
            }

            char left = x[common], right = y[common];
            return char.IsSurrogate(left) == char.IsSurrogate(right) ? left.CompareTo(right) : char.IsSurrogate(left) ? 1 : -1;
        }
    }
}
