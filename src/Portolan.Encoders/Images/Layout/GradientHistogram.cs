namespace Portolan.Encoders.Images.Layout;

/// <summary>Which way edges run, in each cell of a grid.</summary>
/// <remarks>
/// After Dalal and Triggs, "Histograms of oriented gradients for human detection", 2005: directions without sign, weighed by the length of the
/// gradient, shared between the nearest cells and directions.
/// </remarks>
internal static class GradientHistogram
{
    public const int Grid = 4;
    public const int Directions = 8;

    /// <summary>Numbers of the part that a picture and its mirror image share.</summary>
    public const int Length = Grid * Grid / 2 * Directions;

    private const int CellLength = Grid * Directions;

    /// <summary>How much of a cell's mean over directions is taken away: what is left tells directions from mere contrast.</summary>
    private const float Centering = 0.9f;

    /// <summary>Fills sums and differences of what lies left and right.</summary>
    /// <param name="planes">A picture.</param>
    /// <param name="sums">Receives <see cref="Length"/> numbers: each cell with its mirror image's.</param>
    /// <param name="differences">Receives <see cref="Length"/> numbers: how far they differ.</param>
    public static void Compute(OklabPlanes planes, Span<float> sums, Span<float> differences)
    {
        Span<float> cells = stackalloc float[Grid * CellLength];
        cells.Clear();
        Accumulate(planes, cells);
        for (int cell = 0; cell < Grid * Grid; cell++)
        {
            Span<float> directions = cells.Slice(cell * Directions, Directions);
            float mean = 0;
            foreach (ref float value in directions)
            {
                value = MathF.Sqrt(value);
                mean += value;
            }

            mean *= Centering / Directions;
            foreach (ref float value in directions)
            {
                value -= mean;
            }
        }

        int at = 0;
        for (int row = 0; row < Grid; row++)
        {
            for (int column = 0; column < Grid / 2; column++)
            {
                for (int direction = 0; direction < Directions; direction++, at++)
                {
                    float value = cells[(((row * Grid) + column) * Directions) + direction];
                    float mirrored = cells[(((row * Grid) + Grid - 1 - column) * Directions) + Directions - 1 - direction];
                    sums[at] = value + mirrored;
                    differences[at] = Math.Abs(value - mirrored);
                }
            }
        }
    }

    private static void Accumulate(OklabPlanes planes, Span<float> cells)
    {
        ReadOnlySpan<float> lightness = planes.Lightness;
        int width = planes.Width;
        Span<(int Cell, float Share)> columns = new (int, float)[width];
        for (int x = 0; x < width; x++)
        {
            columns[x] = Place(x, width);
        }

        Span<float> line = stackalloc float[CellLength];
        for (int y = 1; y < planes.Height - 1; y++)
        {
            line.Clear();
            ReadOnlySpan<float> above = lightness.Slice((y - 1) * width, width);
            ReadOnlySpan<float> row = lightness.Slice(y * width, width);
            ReadOnlySpan<float> below = lightness.Slice((y + 1) * width, width);
            for (int x = 1; x < width - 1; x++)
            {
                float across = row[x + 1] - row[x - 1];
                float down = below[x] - above[x];
                float length = MathF.Sqrt((across * across) + (down * down));
                float place = (Angle(across, down) * Directions) - 0.5f;
                int direction = place < 0 ? -1 : (int)place;
                float share = place - direction;
                (int cell, float cellShare) = columns[x];
                int first = direction < 0 ? Directions - 1 : direction;
                int second = direction == Directions - 1 ? 0 : direction + 1;
                float left = length * (1 - cellShare);
                float right = length * cellShare;
                int at = cell * Directions;
                line[at + first] += left * (1 - share);
                line[at + second] += left * share;
                at = Math.Min(cell + 1, Grid - 1) * Directions;
                line[at + first] += right * (1 - share);
                line[at + second] += right * share;
            }

            (int upper, float rowShare) = Place(y, planes.Height);
            Add(cells.Slice(upper * CellLength, CellLength), line, 1 - rowShare);
            Add(cells.Slice(Math.Min(upper + 1, Grid - 1) * CellLength, CellLength), line, rowShare);
        }
    }

    /// <summary>The cell before a pixel, and how much of the pixel belongs to the next; the outer halves of the outer cells are theirs alone.</summary>
    private static (int Cell, float Share) Place(int index, int length)
    {
        float place = ((index + 0.5f) / length * Grid) - 0.5f;
        return place < 0 ? (0, 0) : place >= Grid - 1 ? (Grid - 1, 0) : ((int)place, place - (int)place);
    }

    private static void Add(Span<float> cells, ReadOnlySpan<float> line, float share)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] += line[i] * share;
        }
    }

    /// <summary>The direction as a share of a half turn, 0 to 1; within 10⁻⁵ (Abramowitz and Stegun 4.4.49).</summary>
    internal static float Angle(float across, float down)
    {
        float x = Math.Abs(across);
        float y = Math.Abs(down);
        float most = Math.Max(x, y);
        if (most == 0)
        {
            return 0;
        }

        float t = Math.Min(x, y) / most;
        float s = t * t;
        float angle = t * (0.9998660f + (s * (-0.3302995f + (s * (0.1801410f + (s * (-0.0851330f + (s * 0.0208351f)))))))) * (1 / MathF.PI);
        angle = y > x ? 0.5f - angle : angle;
        return (across < 0) == (down < 0) ? angle : 1 - angle;
    }
}
