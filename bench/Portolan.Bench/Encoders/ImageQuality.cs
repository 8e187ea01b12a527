using System.Numerics.Tensors;
using Portolan.Encoders.Images;
using Portolan.Encoders.Images.Layout;

namespace Portolan.Bench.Encoders;

/// <summary>How well vectors find pictures of the same class.</summary>
internal static class ImageQuality
{
    public static void Report(float[] vectors, string[] labels, int[] chosen)
    {
        float[] scores = Scores(vectors, chosen, 0, LayoutEncoder.Dimensions);
        string[] classes = [.. chosen.Select(i => labels[i])];
        int[] all = [.. Enumerable.Range(0, chosen.Length)];
        (double precision, double mean) = Of(scores, chosen.Length, classes, all);
        double same = classes.GroupBy(label => label).Average(group => group.Count()) - 1;
        Console.WriteLine($"{chosen.Length} photographs of {classes.Distinct().Count()} classes: precision@5 {precision:P2} (chance {same / (chosen.Length - 1):P2}, at best {Math.Min(1, same / 5):P0}), mAP {mean:P2}");
        float[] unrelated = [.. from i in all from j in all where classes[i] != classes[j] select scores[(i * chosen.Length) + j]];
        Array.Sort(unrelated);
        Console.WriteLine($"  cosines between classes: {unrelated[unrelated.Length / 20]:F3} (5 %), {unrelated[unrelated.Length / 2]:F3} (median), {unrelated[unrelated.Length / 20 * 19]:F3} (95 %)");
        int start = 0;
        for (int block = 0; block < LayoutBlocks.Lengths.Length; block++)
        {
            (precision, mean) = Of(Scores(vectors, chosen, start, LayoutBlocks.Lengths[block]), chosen.Length, classes, all);
            Console.WriteLine($"  {LayoutBlocks.Names[block] + " alone",-24} precision@5 {precision:P2}, mAP {mean:P2}");
            start += LayoutBlocks.Lengths[block];
        }
    }

    /// <summary>Dot products of a part of the vectors, (n, n).</summary>
    public static float[] Scores(float[] vectors, int[] chosen, int start, int length)
    {
        float[] scores = new float[chosen.Length * chosen.Length];
        Parallel.For(0, chosen.Length, i =>
        {
            ReadOnlySpan<float> row = vectors.AsSpan((chosen[i] * LayoutEncoder.Dimensions) + start, length);
            for (int j = 0; j < chosen.Length; j++)
            {
                scores[(i * chosen.Length) + j] = TensorPrimitives.Dot(row, vectors.AsSpan((chosen[j] * LayoutEncoder.Dimensions) + start, length));
            }
        });
        return scores;
    }

    /// <summary>Precision among the first five and mean average precision, each of some pictures searched for among the same.</summary>
    public static (double Precision, double MeanAveragePrecision) Of(float[] scores, int stride, string[] classes, int[] members)
    {
        double[] precisions = new double[members.Length];
        double[] averages = new double[members.Length];
        Parallel.For(0, members.Length, m =>
        {
            int query = members[m];
            int[] others = [.. members.Where(i => i != query)];
            float[] keys = [.. others.Select(i => -scores[(query * stride) + i])];
            Array.Sort(keys, others);
            int found = 0;
            int relevant = others.Count(i => classes[i] == classes[query]);
            for (int rank = 0; rank < others.Length && found < relevant; rank++)
            {
                if (classes[others[rank]] == classes[query])
                {
                    found++;
                    averages[m] += (double)found / (rank + 1) / relevant;
                    precisions[m] += rank < 5 ? 0.2 : 0;
                }
            }
        });
        return (precisions.Average(), averages.Average());
    }

    public static int Nearest(ReadOnlySpan<float> query, float[] vectors)
    {
        int best = 0;
        float most = float.MinValue;
        for (int i = 0; i < vectors.Length / query.Length; i++)
        {
            float score = TensorPrimitives.Dot(query, vectors.AsSpan(i * query.Length, query.Length));
            if (score > most)
            {
                (best, most) = (i, score);
            }
        }

        return best;
    }
}
