using Portolan.Extraction.Extractors.Precise;

namespace Portolan.Bench.Extraction;

/// <summary>Gradient boosting of oblivious trees for a logistic loss, by histograms; the same rows, options and seed give the same trees.</summary>
internal static class TreeTrainer
{
    public static BoostedTrees Train(TrainingRows rows, TreeTrainerOptions options)
    {
        int count = rows.Values.Count, features = rows.Features.Count;
        float[][] edges = new float[features][];
        byte[][] bins = new byte[features][];
        for (int f = 0; f < features; f++)
        {
            (edges[f], bins[f]) = Bin(rows, f);
        }

        float[] logits = new float[count], gradients = new float[count], curvatures = new float[count];
        int[] leaf = new int[count];
        ulong state = options.Seed;
        var trees = new List<(Question[], float[])>();
        for (int tree = 0; tree < options.Trees; tree++)
        {
            var chosen = new List<int>();
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                float p = BoostedTrees.Probability(logits[i]);
                gradients[i] = (p - rows.Labels[i]) * rows.Weights[i];
                curvatures[i] = Math.Max(1e-6f, p * (1 - p)) * rows.Weights[i];
                sum += Math.Abs(gradients[i]);
            }

            // Rows are drawn the likelier the worse they are explained so far, and count the more the less likely they were drawn:
            // the sums stay the same on average, and most rows of a page are easy.
            for (int i = 0; i < count; i++)
            {
                float chance = (float)Math.Min(options.RowShare, (options.DrawnShare * count * Math.Abs(gradients[i]) / sum) + 0.03);
                if (Next(ref state) < chance)
                {
                    chosen.Add(i);
                    gradients[i] /= chance;
                    curvatures[i] /= chance;
                }
            }

            int[] candidates = [.. Enumerable.Range(0, features).Where(_ => Next(ref state) < options.FeatureShare)];
            trees.Add(Grow(rows, edges, bins, chosen, candidates, gradients, curvatures, leaf, logits, options));
        }

        return new BoostedTrees(trees);
    }

    private static (float[] Edges, byte[] Bins) Bin(TrainingRows rows, int feature)
    {
        float[] sorted = [.. rows.Values.Select(row => row[feature]).Order()];
        var edges = new List<float>();
        for (int b = 1; b < TrainingRows.Bins; b++)
        {
            int at = (int)((long)b * sorted.Length / TrainingRows.Bins);
            float high = sorted[at];
            int low = Array.BinarySearch(sorted, high, Comparer<float>.Create((value, wanted) => value < wanted ? -1 : 1)) is var found && found < 0 ? ~found : found;
            if (low > 0)
            {
                float edge = MathF.Round((sorted[low - 1] + high) / 2, 5);
                edge = edge > sorted[low - 1] && edge <= high ? edge : high;
                if (edges.Count == 0 || edges[^1] < edge)
                {
                    edges.Add(edge);
                }
            }
        }

        byte[] bins = new byte[rows.Values.Count];
        for (int i = 0; i < bins.Length; i++)
        {
            int bin = 0;
            while (bin < edges.Count && rows.Values[i][feature] >= edges[bin])
            {
                bin++;
            }

            bins[i] = (byte)bin;
        }

        return ([.. edges], bins);
    }

    private static (Question[], float[]) Grow(
        TrainingRows rows, float[][] edges, byte[][] bins, List<int> chosen, int[] candidates,
        float[] gradients, float[] curvatures, int[] leaf, float[] logits, TreeTrainerOptions options)
    {
        Array.Clear(leaf);
        var questions = new Question[options.Depth];
        float[] histogram = new float[(2 << options.Depth) * TrainingRows.Bins];
        for (int level = 0; level < options.Depth; level++)
        {
            int size = 1 << level, bestFeature = -1, bestBin = 0;
            double best = double.NegativeInfinity;
            foreach (int f in candidates)
            {
                if (edges[f].Length == 0)
                {
                    continue;
                }

                histogram.AsSpan(0, size * TrainingRows.Bins * 2).Clear();
                byte[] bin = bins[f];
                foreach (int i in chosen)
                {
                    int at = ((leaf[i] * TrainingRows.Bins) + bin[i]) * 2;
                    histogram[at] += gradients[i];
                    histogram[at + 1] += curvatures[i];
                }

                Accumulate(histogram, size);
                for (int edge = 0; edge < edges[f].Length; edge++)
                {
                    double gain = Gain(histogram, size, edge, options.Smoothing);
                    if (gain > best)
                    {
                        (best, bestFeature, bestBin) = (gain, f, edge);
                    }
                }
            }

            (int column, int shift) = rows.Features[bestFeature];
            questions[level] = new Question(column, shift, edges[bestFeature][bestBin]);
            for (int i = 0; i < leaf.Length; i++)
            {
                leaf[i] |= bins[bestFeature][i] <= bestBin ? 1 << level : 0;
            }
        }

        float[] gradient = new float[1 << options.Depth], curvature = new float[1 << options.Depth];
        foreach (int i in chosen)
        {
            gradient[leaf[i]] += gradients[i];
            curvature[leaf[i]] += curvatures[i];
        }

        float[] leaves = [.. gradient.Zip(curvature, (g, h) => MathF.Round(-options.Rate * g / (h + options.Smoothing), 4))];
        for (int i = 0; i < leaf.Length; i++)
        {
            logits[i] += leaves[leaf[i]];
        }

        return (questions, leaves);
    }

    /// <summary>Turns each leaf's bins into sums from the first bin on.</summary>
    private static void Accumulate(float[] histogram, int leaves)
    {
        for (int l = 0; l < leaves; l++)
        {
            Span<float> own = histogram.AsSpan(l * TrainingRows.Bins * 2, TrainingRows.Bins * 2);
            for (int b = 2; b < own.Length; b++)
            {
                own[b] += own[b - 2];
            }
        }
    }

    /// <summary>How much a split of every leaf at an edge lowers the loss, the part that does not depend on the edge included.</summary>
    private static double Gain(float[] sums, int leaves, int edge, float smoothing)
    {
        double gain = 0;
        for (int l = 0; l < leaves; l++)
        {
            int start = l * TrainingRows.Bins * 2, end = start + (TrainingRows.Bins * 2) - 2;
            double lowG = sums[start + (edge * 2)], lowH = sums[start + (edge * 2) + 1];
            double highG = sums[end] - lowG, highH = sums[end + 1] - lowH;
            gain += (lowG * lowG / (lowH + smoothing)) + (highG * highG / (highH + smoothing));
        }

        return gain;
    }

    /// <summary>A number from 0 to 1 (SplitMix64).</summary>
    private static double Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
