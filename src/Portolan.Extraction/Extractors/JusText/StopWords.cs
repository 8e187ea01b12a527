using System.Collections.Frozen;

namespace Portolan.Extraction.Extractors.JusText;

/// <summary>The most frequent words of each language that has enough of them; <c>eng/stop_words.py</c> makes the table and says from what.</summary>
internal sealed class StopWords
{
    /// <summary>No language: <see cref="Find"/>'s answer where there is no list.</summary>
    public const int None = -1;

    private const int MaxLength = 40;

    private static readonly Lazy<StopWords> Table = new(() => new StopWords());

    private readonly string[] languages;
    private readonly UInt128[] masks;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> words;

    private StopWords()
    {
        using Stream stream = typeof(StopWords).Assembly.GetManifestResourceStream("Portolan.Extraction.StopWords.txt")!;
        using var reader = new StreamReader(stream);
        var languageNames = new List<string>();
        var found = new Dictionary<string, UInt128>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split(' ');
            foreach (string word in parts.AsSpan(1))
            {
                found[word] = found.GetValueOrDefault(word) | (UInt128.One << languageNames.Count);
            }

            languageNames.Add(parts[0]);
        }

        languages = [.. languageNames];
        masks = [0, .. found.Values.Distinct()];
        Dictionary<UInt128, int> numbers = masks.Index().ToDictionary(mask => mask.Item, mask => mask.Index);
        words = found.ToFrozenDictionary(word => word.Key, word => numbers[word.Value], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The one table.</summary>
    public static StopWords Shared => Table.Value;

    /// <summary>Codes of the languages that have a list, ISO 639.</summary>
    public IReadOnlyList<string> Languages => languages;

    /// <summary>A number that says of which languages the word is a stop word, for <see cref="Contains"/> and <see cref="Count"/>; 0 when of none.</summary>
    public int Lookup(ReadOnlySpan<char> word)
    {
        if (word.Length > MaxLength)
        {
            return 0;
        }

        Span<char> lower = stackalloc char[MaxLength];
        int length = word.ToLowerInvariant(lower);
        return words.TryGetValue(lower[..length], out int number) ? number : 0;
    }

    /// <summary>Whether a word that was looked up is a stop word of a language.</summary>
    public bool Contains(int number, int language) => (masks[number] >> language & UInt128.One) != UInt128.Zero;

    /// <summary>Adds one to each language of which a word that was looked up is a stop word.</summary>
    public void Count(int number, Span<int> counts)
    {
        for (UInt128 mask = masks[number]; mask != UInt128.Zero; mask &= mask - UInt128.One)
        {
            counts[(int)UInt128.TrailingZeroCount(mask)]++;
        }
    }

    /// <summary>The number of a language's list, or <see cref="None"/>.</summary>
    /// <param name="tag">A BCP 47 tag.</param>
    public int Find(ReadOnlySpan<char> tag)
    {
        int end = tag.IndexOfAny('-', '_');
        ReadOnlySpan<char> primary = end < 0 ? tag : tag[..end];
        Span<char> code = stackalloc char[3];
        if (primary.Length is < 2 or > 3)
        {
            return None;
        }

        code = code[..primary.ToLowerInvariant(code)];
        ReadOnlySpan<char> known = code switch
        {
            "no" => "nb",
            "fil" => "tl",
            "in" => "id",
            "prs" => "fa",
            _ => code,
        };
        for (int i = 0; i < languages.Length; i++)
        {
            if (known.SequenceEqual(languages[i]))
            {
                return i;
            }
        }

        return None;
    }
}
