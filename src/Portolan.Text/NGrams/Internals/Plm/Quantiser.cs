namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>A few numbers that stand for many with the least squared error that is found (Lloyd, 1982; Max, 1960).</summary>
internal static class Quantiser
{
    // Rounds change little after the first ten; a bound, since convergence to the last bit may take hundreds.
    private const int MostRounds = 30;

    /// <summary>Chooses centres, rising; fewer than asked for if there are fewer different numbers.</summary>
    public static float[] Choose(ValueHistogram histogram, int count)
    {
        (double[] values, long[] weights) = histogram.ToPoints();
        if (values.Length <= count)
        {
            return [.. values.Select(value => (float)value)];
        }

        int[] ends = EqualShares(weights, count);
        double[] centres = new double[count];
        for (int round = 0; round < MostRounds; round++)
        {
            Centre(values, weights, ends, centres);
            if (!Divide(values, centres, ends))
            {
                break;
            }
        }

        Centre(values, weights, ends, centres);
        return [.. centres.Select(centre => (float)centre)];
    }

    /// <summary>The place of the centre nearest to a value; the lower of two equally near.</summary>
    public static int Nearest(ReadOnlySpan<float> centres, float value)
    {
        int at = centres.BinarySearch(value);
        if (at >= 0)
        {
            return at;
        }

        int above = ~at;
        return above == 0 ? 0
            : above == centres.Length || value - centres[above - 1] <= centres[above] - value ? above - 1
            : above;
    }

    // As many numbers for each centre, and at least one point.
    private static int[] EqualShares(long[] weights, int count)
    {
        int[] ends = new int[count];
        Int128 total = 0;
        foreach (long weight in weights)
        {
            total += weight;
        }

        Int128 seen = 0;
        int point = 0;
        for (int i = 0; i < count; i++)
        {
            int last = weights.Length - (count - 1 - i);
            do
            {
                seen += weights[point++];
            }
            while (point < last && seen * count < total * (i + 1));
            ends[i] = point;
        }

        ends[^1] = weights.Length;
        return ends;
    }

    private static void Centre(double[] values, long[] weights, int[] ends, double[] centres)
    {
        int begin = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            double sum = 0;
            double weight = 0;
            for (int point = begin; point < ends[i]; point++)
            {
                sum += values[point] * weights[point];
                weight += weights[point];
            }

            // A centre that lost all its points stays between its neighbours.
            centres[i] = weight > 0 ? sum / weight : centres[i];
            begin = ends[i];
        }
    }

    // Each point to the nearest centre: the limits are half way between.
    private static bool Divide(double[] values, double[] centres, int[] ends)
    {
        bool isChanged = false;
        int point = 0;
        for (int i = 0; i < ends.Length - 1; i++)
        {
            double limit = (centres[i] + centres[i + 1]) / 2;
            while (point < values.Length && values[point] <= limit)
            {
                point++;
            }

            isChanged |= ends[i] != point;
            ends[i] = point;
        }

        return isChanged;
    }
}
