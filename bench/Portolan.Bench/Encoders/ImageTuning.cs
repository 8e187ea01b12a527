using Portolan.Encoders.Images.Layout;

namespace Portolan.Bench.Encoders;

/// <summary>Looks for weights of the blocks on half of the classes and tells what they are worth on the other half.</summary>
internal static class ImageTuning
{
    private const int Splits = 4;

    public static void Run(float[] vectors, string[] labels, int[] chosen)
    {
        int count = chosen.Length;
        string[] classes = [.. chosen.Select(i => labels[i])];
        float[] current = LayoutBlocks.Weights.ToArray();
        var kernels = new List<float[]>();
        int start = 0;
        for (int block = 0; block < current.Length; block++)
        {
            // What the vectors hold is √weight times a unit block, all divided by the length of the whole.
            float[] scores = ImageQuality.Scores(vectors, chosen, start, LayoutBlocks.Lengths[block]);
            kernels.Add([.. scores.Select(score => score / current[block])]);
            start += LayoutBlocks.Lengths[block];
        }

        float[][] candidates = [current, .. Candidates()];
        float[][] sums = new float[candidates.Length][];
        Parallel.For(0, candidates.Length, c => sums[c] = Sum(kernels, candidates[c], count * count));
        string[] names = [.. classes.Distinct().Order(StringComparer.Ordinal)];
        for (int split = 0; split < Splits; split++)
        {
            string[] shuffled = [.. names];
            new Random(split + 1).Shuffle(shuffled);
            HashSet<string> half = [.. shuffled.Take(names.Length / 2)];
            int[] seen = [.. Enumerable.Range(0, count).Where(i => half.Contains(classes[i]))];
            int[] unseen = [.. Enumerable.Range(0, count).Where(i => !half.Contains(classes[i]))];
            int best = Enumerable.Range(0, candidates.Length).MaxBy(c => ImageQuality.Of(sums[c], count, classes, seen).MeanAveragePrecision);
            Tell($"split {split + 1}: best of {candidates.Length} on one half", sums[best], seen);
            Tell("  the same on the other half", sums[best], unseen);
            Tell("  the weights in use on the other half", sums[0], unseen);
            Console.WriteLine("  weights " + string.Join(' ', candidates[best].Select(weight => weight.ToString("F2", null))));
        }

        void Tell(string label, float[] scores, int[] members)
        {
            (double precision, double mean) = ImageQuality.Of(scores, count, classes, members);
            Console.WriteLine($"{label,-42} precision@5 {precision:P2}, mAP {mean:P2}");
        }
    }

    private static IEnumerable<float[]> Candidates()
    {
        foreach (float edges in (float[])[0.15f, 0.3f, 0.6f, 1.2f])
        {
            foreach (float edgeDifferences in (float[])[0.02f, 0.1f])
            {
                foreach (float colors in (float[])[0.1f, 0.2f, 0.4f, 0.8f])
                {
                    foreach (float layout in (float[])[0.01f, 0.03f, 0.06f, 0.1f])
                    {
                        yield return [0.5f, 0.5f, 0.5f, 0.5f, edges, edgeDifferences, colors, layout, layout, layout];
                    }
                }
            }
        }
    }

    private static float[] Sum(List<float[]> kernels, float[] weights, int length)
    {
        float[] sum = new float[length];
        for (int block = 0; block < weights.Length; block++)
        {
            for (int i = 0; i < length; i++)
            {
                sum[i] += weights[block] * kernels[block][i];
            }
        }

        return sum;
    }
}
