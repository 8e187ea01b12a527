using Portolan.Extraction.Blocks;
using Portolan.Extraction.Tests.Scoring;

namespace Portolan.Bench.Extraction;

/// <summary>Which blocks of a page its known main text consists of.</summary>
internal static class BlockLabels
{
    /// <summary>A block's label when nothing is known of it.</summary>
    public const float Unknown = -1;

    /// <summary>1 for blocks of the main text, 0 for others, <see cref="Unknown"/> where the set does not say.</summary>
    public static float[] Of(ScoredPage page, BlockList blocks) => page.Set switch
    {
        ScoredPages.ArticleBenchmark or ScoredPages.Readability => FromText(page.Text, blocks),
        ScoredPages.Trafilatura => FromPieces(page, blocks),
        _ => FromPrefix(page, blocks),
    };

    /// <summary>The choice of blocks with the best F1 that single changes reach.</summary>
    private static float[] FromText(string truth, BlockList blocks)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] Tokens(string text) => [.. ShingleScore.Words(text).Select(word => ids.TryGetValue(word, out int id) ? id : ids[word] = ids.Count)];
        int[] expected = Tokens(truth);
        var known = new HashSet<int>(expected);
        var target = Shingles(expected);
        int[][] tokens = [.. Enumerable.Range(0, blocks.Count).Select(i => Tokens(blocks.Text(i).ToString()))];
        bool[] keep = new bool[blocks.Count], open = new bool[blocks.Count];
        var left = new Dictionary<ulong, int>(target);
        for (int i = 0; i < blocks.Count; i++)
        {
            int inside = tokens[i].Count(known.Contains);
            open[i] = tokens[i].Length > 0 && inside >= 0.5 * tokens[i].Length;
            if (open[i] && tokens[i].Length >= 4)
            {
                var own = Shingles(tokens[i]);
                int found = own.Sum(shingle => Math.Min(shingle.Value, left.GetValueOrDefault(shingle.Key)));
                keep[i] = found * 2 >= own.Values.Sum();
                if (keep[i])
                {
                    foreach ((ulong shingle, int count) in own)
                    {
                        left[shingle] = Math.Max(0, left.GetValueOrDefault(shingle) - count);
                    }
                }
            }
        }

        double best = Score(target, tokens, keep);
        for (int sweep = 0; sweep < 3; sweep++)
        {
            bool changed = false;
            for (int i = 0; i < blocks.Count; i++)
            {
                if (open[i] && (tokens[i].Length < 40 || sweep == 0))
                {
                    keep[i] = !keep[i];
                    double score = Score(target, tokens, keep);
                    if (score > best)
                    {
                        best = score;
                        changed = true;
                    }
                    else
                    {
                        keep[i] = !keep[i];
                    }
                }
            }

            if (!changed)
            {
                break;
            }
        }

        return [.. keep.Select(kept => kept ? 1f : 0f)];
    }

    private static double Score(Dictionary<ulong, int> target, int[][] tokens, bool[] keep)
    {
        var actual = Shingles([.. Enumerable.Range(0, tokens.Length).Where(i => keep[i]).SelectMany(i => tokens[i])]);
        int found = 0, total = 0;
        foreach ((ulong shingle, int count) in actual)
        {
            found += Math.Min(count, target.GetValueOrDefault(shingle));
            total += count;
        }

        return 2.0 * found / (total + target.Values.Sum());
    }

    private static Dictionary<ulong, int> Shingles(int[] tokens)
    {
        var counts = new Dictionary<ulong, int>();
        for (int i = 0; tokens.Length > 0 && i < Math.Max(1, tokens.Length - 3); i++)
        {
            ulong key = 0;
            for (int k = i; k < Math.Min(tokens.Length, i + 4); k++)
            {
                key = (key << 16) | (ushort)(tokens[k] + 1);
            }

            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return counts;
    }

    private static float[] FromPieces(ScoredPage page, BlockList blocks)
    {
        float[] labels = new float[blocks.Count];
        Array.Fill(labels, Unknown);
        string[] texts = [.. Enumerable.Range(0, blocks.Count).Select(i => blocks.Text(i).ToString().Replace('\n', ' '))];
        foreach (string piece in page.With)
        {
            int[] holders = [.. Enumerable.Range(0, texts.Length).Where(i => texts[i].Contains(piece.Trim(), StringComparison.Ordinal))];
            if (holders.Length > 0)
            {
                labels[holders.MaxBy(i => texts[i].Length)] = 1;
            }
        }

        foreach (string piece in page.Without)
        {
            foreach (int i in Enumerable.Range(0, texts.Length).Where(i => texts[i].Contains(piece.Trim(), StringComparison.Ordinal)))
            {
                labels[i] = labels[i] == 1 ? Unknown : 0;
            }
        }

        return labels;
    }

    private static float[] FromPrefix(ScoredPage page, BlockList blocks)
    {
        float[] labels = new float[blocks.Count];
        Array.Fill(labels, Unknown);
        string prefix = string.Join(' ', page.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        prefix = prefix[..Math.Min(prefix.Length, 40)];
        for (int i = 0; i < labels.Length && prefix.Length >= 20; i++)
        {
            if (blocks.Text(i).ToString().StartsWith(prefix, StringComparison.Ordinal))
            {
                labels[i] = 1;
            }
        }

        return labels;
    }
}
