namespace Portolan.Tensors;

/// <summary>What the elements of a tensor are like, computed in double precision.</summary>
/// <param name="Count">Elements.</param>
/// <param name="Finite">Elements that are neither NaN nor infinite; the figures below are of these.</param>
/// <param name="NaN">Elements that are not a number.</param>
/// <param name="Infinite">Elements that are infinite.</param>
/// <param name="Zeros">Elements that are 0.</param>
/// <param name="Minimum">The smallest; NaN of none.</param>
/// <param name="Maximum">The largest; NaN of none.</param>
/// <param name="Mean">Their mean; NaN of none.</param>
/// <param name="StandardDeviation">Root of the mean squared deviation from the mean; NaN of none.</param>
public sealed record TensorStatistics(
    long Count, long Finite, long NaN, long Infinite, long Zeros, double Minimum, double Maximum, double Mean, double StandardDeviation)
{
    private const int Chunk = 1 << 14;

    /// <summary>Reads a file once, whatever its size.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static TensorStatistics Of(NpyFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        long finite = 0, nan = 0, infinite = 0, zeros = 0;
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity, mean = 0, squares = 0;
        double[] chunk = new double[Chunk];
        for (long start = 0; start < file.Count; start += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<double> elements = chunk.AsSpan(0, (int)Math.Min(Chunk, file.Count - start));
            file.CopyTo(start, elements);
            int kept = 0;
            double sum = 0;
            foreach (double element in elements)
            {
                if (!double.IsFinite(element))
                {
                    nan += double.IsNaN(element) ? 1 : 0;
                    infinite += double.IsNaN(element) ? 0 : 1;
                    continue;
                }

                zeros += element == 0 ? 1 : 0;
                minimum = Math.Min(minimum, element);
                maximum = Math.Max(maximum, element);
                sum += element;
                elements[kept++] = element;
            }

            // Deviations from each chunk's own mean, then chunks joined (Chan, Golub and LeVeque 1979): no cancellation for a large mean.
            if (kept > 0)
            {
                double chunkMean = sum / kept;
                double chunkSquares = 0;
                foreach (double element in elements[..kept])
                {
                    chunkSquares += (element - chunkMean) * (element - chunkMean);
                }

                double difference = chunkMean - mean;
                long total = finite + kept;
                squares += chunkSquares + (difference * difference * ((double)finite * kept / total));
                mean += difference * kept / total;
                finite = total;
            }
        }

        return finite == 0
            ? new(file.Count, 0, nan, infinite, 0, double.NaN, double.NaN, double.NaN, double.NaN)
            : new(file.Count, finite, nan, infinite, zeros, minimum, maximum, mean, Math.Sqrt(squares / finite));
    }
}
