namespace Portolan.Encoders.Images.Layout;

/// <summary>What is where: lightness and colour on coarse grids, and the slowest waves of lightness.</summary>
/// <remarks>All of it is the same for a picture and its mirror image: left and right are kept as their sum and how far they differ.</remarks>
internal static class ColorLayout
{
    public const int LightnessLength = LightnessGrid * LightnessGrid;
    public const int ColorLength = 2 * ColorGrid * ColorGrid;
    public const int WavesLength = Waves * Waves;

    private const int LightnessGrid = 8;
    private const int ColorGrid = 4;
    private const int Waves = 6;
    private const int WaveGrid = 32;

    private static readonly float[] Cosines = WaveTable();

    public static void Compute(OklabPlanes planes, Span<float> lightness, Span<float> colors, Span<float> waves)
    {
        Span<float> fine = stackalloc float[WaveGrid * WaveGrid];
        Average(planes.Lightness, planes.Width, planes.Height, WaveGrid, fine);
        Span<float> coarse = stackalloc float[LightnessLength];
        Average(fine, WaveGrid, WaveGrid, LightnessGrid, coarse);
        float mean = 0;
        foreach (float value in coarse)
        {
            mean += value;
        }

        mean /= LightnessLength;
        foreach (ref float value in coarse)
        {
            value -= mean;
        }

        Fold(coarse, LightnessGrid, lightness[..(LightnessLength / 2)], lightness[(LightnessLength / 2)..]);
        Span<float> grid = stackalloc float[ColorGrid * ColorGrid];
        const int half = ColorGrid * ColorGrid / 2;
        Average(planes.A, planes.Width, planes.Height, ColorGrid, grid);
        Fold(grid, ColorGrid, colors[..half], colors.Slice(2 * half, half));
        Average(planes.B, planes.Width, planes.Height, ColorGrid, grid);
        Fold(grid, ColorGrid, colors.Slice(half, half), colors.Slice(3 * half, half));
        Transform(fine, waves);

        // The wave that does not move is the mean; beside the others only its distance from middle grey tells something.
        waves[0] = mean - 0.5f;
    }

    /// <summary>Means over a grid of equal cells; a pixel on a border counts for both, by its shares.</summary>
    private static void Average(ReadOnlySpan<float> plane, int width, int height, int grid, Span<float> cells)
    {
        cells.Clear();
        Span<float> line = stackalloc float[grid];
        for (int row = 0; row < grid; row++)
        {
            (float from, float to) = ((float)row * height / grid, (float)(row + 1) * height / grid);
            for (int y = (int)from; y < height && y < to; y++)
            {
                Line(plane.Slice(y * width, width), line);
                float share = Math.Min(y + 1, to) - Math.Max(y, from);
                for (int column = 0; column < grid; column++)
                {
                    cells[(row * grid) + column] += share * line[column];
                }
            }
        }

        float scale = (float)(grid * grid) / ((float)width * height);
        foreach (ref float cell in cells)
        {
            cell *= scale;
        }
    }

    private static void Line(ReadOnlySpan<float> row, Span<float> sums)
    {
        for (int column = 0; column < sums.Length; column++)
        {
            (float from, float to) = ((float)column * row.Length / sums.Length, (float)(column + 1) * row.Length / sums.Length);
            float sum = 0;
            for (int x = (int)from; x < row.Length && x < to; x++)
            {
                sum += row[x] * (Math.Min(x + 1, to) - Math.Max(x, from));
            }

            sums[column] = sum;
        }
    }

    private static void Fold(ReadOnlySpan<float> cells, int grid, Span<float> sums, Span<float> differences)
    {
        int at = 0;
        for (int row = 0; row < grid; row++)
        {
            for (int column = 0; column < grid / 2; column++, at++)
            {
                float left = cells[(row * grid) + column];
                float right = cells[(row * grid) + grid - 1 - column];
                sums[at] = left + right;
                differences[at] = Math.Abs(left - right);
            }
        }
    }

    /// <summary>The cosine transform; waves that are odd across lose their sign, which the mirror image has turned.</summary>
    private static void Transform(ReadOnlySpan<float> grid, Span<float> waves)
    {
        Span<float> lines = stackalloc float[WaveGrid * Waves];
        for (int y = 0; y < WaveGrid; y++)
        {
            for (int across = 0; across < Waves; across++)
            {
                float sum = 0;
                for (int x = 0; x < WaveGrid; x++)
                {
                    sum += grid[(y * WaveGrid) + x] * Cosines[(across * WaveGrid) + x];
                }

                lines[(y * Waves) + across] = sum;
            }
        }

        for (int down = 0; down < Waves; down++)
        {
            for (int across = 0; across < Waves; across++)
            {
                float sum = 0;
                for (int y = 0; y < WaveGrid; y++)
                {
                    sum += lines[(y * Waves) + across] * Cosines[(down * WaveGrid) + y];
                }

                waves[(down * Waves) + across] = across % 2 == 1 ? Math.Abs(sum) : sum;
            }
        }
    }

    /// <summary>Row u: cos(π (i + ½) u / 32) × √(2 / 32), or √(1 / 32) for u = 0.</summary>
    private static float[] WaveTable()
    {
        // cos and sin of π / 64 by halving the right angle five times, then turning by that angle; no C library is asked.
        double cosine = 0;
        for (int i = 0; i < 5; i++)
        {
            cosine = Math.Sqrt((1 + cosine) / 2);
        }

        double sine = Math.Sqrt(1 - (cosine * cosine));
        double[] table = new double[4 * WaveGrid];
        (double x, double y) = (1, 0);
        for (int k = 0; k < table.Length; k++)
        {
            table[k] = x;
            (x, y) = ((x * cosine) - (y * sine), (x * sine) + (y * cosine));
        }

        float[] result = new float[Waves * WaveGrid];
        for (int u = 0; u < Waves; u++)
        {
            for (int i = 0; i < WaveGrid; i++)
            {
                result[(u * WaveGrid) + i] = (float)(table[((2 * i) + 1) * u % table.Length] * Math.Sqrt((u == 0 ? 1.0 : 2.0) / WaveGrid));
            }
        }

        return result;
    }
}
