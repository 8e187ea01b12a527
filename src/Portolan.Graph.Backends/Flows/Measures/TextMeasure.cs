using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Compares texts, after SQuAD's normalisation unless told otherwise.</summary>
/// <remarks>
/// The normalisation and <c>token-f1</c> are those of the SQuAD 1.1 evaluation (Rajpurkar et al. 2016): lower case, no punctuation, no
/// articles, single spaces; F1 is the harmonic mean of the shares of words that answer and reference have in common, counted with
/// repetition. Punctuation is that of Unicode and not only of ASCII.
/// </remarks>
internal sealed class TextMeasure(string by, bool normalise) : Measure
{
    // The table of distances has the product of the lengths; 20,000 each is a second.
    private const int MaxEditLength = 20_000;

    public static IReadOnlyList<string> Names { get; } = ["exact-match", "contains", "token-f1", "edit-similarity"];

    public override object Definition => new { By = by, Normalise = normalise };

    public static string Normalise(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (char c in text.ToLowerInvariant())
        {
            if (!IsPunctuation(c))
            {
                kept.Append(c);
            }
        }

        return string.Join(' ', Words(kept.ToString()).Where(word => word is not ("a" or "an" or "the")));
    }

    protected override double Compare(JsonElement answer, JsonElement reference)
    {
        (string left, string right) = (TextOf(answer), TextOf(reference));
        if (normalise)
        {
            (left, right) = (Normalise(left), Normalise(right));
        }

        return by switch
        {
            "exact-match" => left == right ? 1 : 0,
            "contains" => left.Contains(right, StringComparison.Ordinal) ? 1 : 0,
            "token-f1" => TokenF1(Words(left), Words(right)),
            _ => EditSimilarity(left, right),
        };
    }

    private static double TokenF1(string[] answer, string[] reference)
    {
        if (answer.Length == 0 || reference.Length == 0)
        {
            return answer.Length == reference.Length ? 1 : 0;
        }

        Dictionary<string, int> counts = reference.CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        int common = 0;
        foreach (string word in answer)
        {
            if (counts.TryGetValue(word, out int left) && left > 0)
            {
                counts[word] = left - 1;
                common++;
            }
        }

        double precision = (double)common / answer.Length;
        double recall = (double)common / reference.Length;
        return common == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static double EditSimilarity(string left, string right)
    {
        int longer = Math.Max(left.EnumerateRunes().Count(), right.EnumerateRunes().Count());
        if (longer > MaxEditLength)
        {
            throw new StepException($"a text has {longer} characters, edit-similarity takes at most {MaxEditLength}");
        }

        return longer == 0 ? 1 : 1 - ((double)EditDistance.Between(left, right) / longer);
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new StepException($"{JsonPath.Describe(value)} cannot be compared, expected a text"),
    };

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    // Python's string.punctuation holds symbols such as $ and + besides.
    private static bool IsPunctuation(char c) => char.IsPunctuation(c)
        || (char.IsAscii(c) && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol);
}
