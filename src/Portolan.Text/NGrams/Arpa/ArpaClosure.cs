using Portolan.Text.NGrams.Internals;

namespace Portolan.Text.NGrams.Arpa;

/// <summary>Sees to it that every n-gram's context and suffix are in the model, as KenLM does when it reads an ARPA file.</summary>
/// <remarks>
/// A missing context is an error. A missing suffix (SRILM prunes so) is put in, with the probability that backing off gives it: nothing is
/// scored otherwise than before. Source: KenLM, <c>lm/search_hashed.cc</c>.
/// </remarks>
internal static class ArpaClosure
{
    public static void Complete(ArpaParser parser)
    {
        NGramTable[] tables = parser.Tables;

        // From the longest down, so that what is put in gets its own suffix in turn.
        for (int length = tables.Length; length > 2; length--)
        {
            NGramTable missing = MissingSuffixes(tables[length - 1], tables[length - 2]);
            if (missing.Count > 0)
            {
                tables[length - 2] = tables[length - 2].Merge(missing);
            }
        }

        for (int length = 2; length <= tables.Length; length++)
        {
            CheckContexts(parser, tables[length - 1], tables[length - 2]);
        }
    }

    // Both are in suffix order, so the suffixes come in the order of the shorter table.
    private static NGramTable MissingSuffixes(NGramTable table, NGramTable shorter)
    {
        var missing = new NGramTable(shorter.Length);
        Span<int> ngram = stackalloc int[table.Length];
        int row = 0;
        for (int i = 0; i < table.Count; i++)
        {
            table.Read(i, ngram);
            ReadOnlySpan<int> suffix = ngram[1..];
            while (row < shorter.Count && shorter.Compare(row, suffix) < 0)
            {
                row++;
            }

            bool isThere = (row < shorter.Count && shorter.Compare(row, suffix) == 0)
                || (missing.Count > 0 && missing.Compare(missing.Count - 1, suffix) == 0);
            if (!isThere)
            {
                missing.Add(suffix, float.NaN, 0);
            }
        }

        return missing;
    }

    // Also gives those that were put in their probability: that of their suffix, and the back-off of their context.
    private static void CheckContexts(ArpaParser parser, NGramTable table, NGramTable shorter)
    {
        Span<int> ngram = stackalloc int[table.Length];
        for (int row = 0; row < table.Count; row++)
        {
            table.Read(row, ngram);
            int context = shorter.Find(ngram[..^1]);
            if (float.IsNaN(table.Log10(row)))
            {
                float backOff = context < 0 ? 0 : shorter.BackOff(context);
                table.SetLog10(row, shorter.Log10(shorter.Find(ngram[1..])) + backOff);
            }

            if (context < 0)
            {
                throw parser.BadAt(
                    table.Length, Math.Max(0, table.Place(row)), "the n-gram's context, it without its last word, is not there", $"it among those of length {shorter.Length}");
            }
        }
    }
}
