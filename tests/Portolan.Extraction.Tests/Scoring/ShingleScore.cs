using System.Runtime.InteropServices;
using System.Text;

namespace Portolan.Extraction.Tests.Scoring;

/// <summary>How far an extracted text agrees with the true one, by sequences of four words.</summary>
/// <remarks>
/// As the article extraction benchmark's evaluation defines it: words are runs of letters, digits and underscores (what Python's
/// <c>\w</c> matches), shingles are counted as a multiset, a text of fewer than four words is one shingle, an empty text none.
/// Precision and recall of one page are shares of its shingles; a set's are the means over its pages, its F1 is of these means.
/// </remarks>
internal readonly record struct ShingleScore(int Found, int Superfluous, int Missing)
{
    private const int Length = 4;

    public double Precision => Ratio(Found, Superfluous, Missing);

    public double Recall => Ratio(Found, Missing, Superfluous);

    /// <summary>Harmonic mean for one page; 1 when both texts are empty.</summary>
    public double F1 => Found + Superfluous + Missing == 0 ? 1 : 2.0 * Found / (2.0 * Found + Superfluous + Missing);

    /// <summary>Whether the page counts towards the set's precision: something was extracted.</summary>
    public bool HasPrediction => Found + Superfluous > 0;

    /// <summary>Whether the page counts towards the set's recall: there is something to extract.</summary>
    public bool HasTruth => Found + Missing > 0;

    public static ShingleScore Of(string truth, string prediction)
    {
        Dictionary<string, int> expected = Shingles(Words(truth)), actual = Shingles(Words(prediction));
        int found = 0, superfluous = 0;
        foreach ((string shingle, int count) in actual)
        {
            int common = Math.Min(count, expected.GetValueOrDefault(shingle));
            found += common;
            superfluous += count - common;
        }

        return new ShingleScore(found, superfluous, expected.Values.Sum() - found);
    }

    /// <summary>Mean precision, mean recall and the F1 of both over a set of pages.</summary>
    public static (double Precision, double Recall, double F1) Mean(IReadOnlyCollection<ShingleScore> pages)
    {
        double precision = pages.Where(page => page.HasPrediction).Select(page => page.Precision).DefaultIfEmpty(0).Average();
        double recall = pages.Where(page => page.HasTruth).Select(page => page.Recall).DefaultIfEmpty(0).Average();
        return (precision, recall, precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }

    /// <summary>The runs of letters, digits and underscores of a text.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        int start = -1, at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool word = Rune.IsLetter(rune) || Rune.IsNumber(rune) || rune.Value == '_';
            if (word && start < 0)
            {
                start = at;
            }
            else if (!word && start >= 0)
            {
                words.Add(text[start..at]);
                start = -1;
            }

            at += rune.Utf16SequenceLength;
        }

        if (start >= 0)
        {
            words.Add(text[start..]);
        }

        return words;
    }

    private static Dictionary<string, int> Shingles(List<string> words)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; words.Count > 0 && i < Math.Max(1, words.Count - Length + 1); i++)
        {
            string shingle = string.Join(' ', CollectionsMarshal.AsSpan(words).Slice(i, Math.Min(Length, words.Count)).ToArray());
            counts[shingle] = counts.GetValueOrDefault(shingle) + 1;
        }

        return counts;
    }

    private static double Ratio(int found, int wrong, int other) =>
        wrong == 0 && other == 0 ? 1 : found + wrong == 0 ? 0 : (double)found / (found + wrong);
}
