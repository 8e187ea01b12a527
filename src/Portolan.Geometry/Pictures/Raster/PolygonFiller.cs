using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Raster;

/// <summary>Fills polygons with smooth edges: sixteen lines of sight through each row of pixels, exact coverage along each.</summary>
/// <remarks>
/// On each line of sight the crossings are sorted and the winding rule gives the spans that are inside. A span adds to a difference
/// buffer whose running sum is the coverage, so that its cost does not depend on its length.
/// </remarks>
internal sealed class PolygonFiller(Canvas canvas)
{
    private const int LinesPerRow = 16;

    private readonly List<Edge> edges = [];
    private readonly List<Edge> active = [];
    private readonly List<(double X, int Direction)> crossings = [];
    private readonly float[] differences = new float[canvas.Width + 3];
    private readonly float[] coverage = new float[canvas.Width];

    // The pixels of the current row that any span touches; the rest need not be looked at.
    private int touchedFrom, touchedTo;

    /// <summary>Adds a closed polygon, in pixels.</summary>
    public void Add(ReadOnlySpan<Point> polygon)
    {
        for (int i = 0; i < polygon.Length; i++)
        {
            Point from = polygon[i], to = polygon[i + 1 == polygon.Length ? 0 : i + 1];
            if (from.Y != to.Y && double.IsFinite(from.X + from.Y + to.X + to.Y))
            {
                edges.Add(from.Y < to.Y ? new Edge(from, to, 1) : new Edge(to, from, -1));
            }
        }
    }

    /// <summary>Fills what was added, and forgets it.</summary>
    /// <param name="colour">The colour.</param>
    /// <param name="alpha">Its opacity.</param>
    /// <param name="evenOdd">Whether overlaps are holes; otherwise everything is filled that a polygon goes around.</param>
    /// <param name="clip">Where to stop, in pixels.</param>
    public void Fill(Colour colour, double alpha, bool evenOdd, Box clip)
    {
        edges.Sort((a, b) => a.Top.CompareTo(b.Top));
        double left = Math.Clamp(clip.Left, 0, canvas.Width), right = Math.Clamp(clip.Right, 0, canvas.Width);
        int firstRow = Row(Math.Max(clip.Top, edges.Count == 0 ? 0 : edges[0].Top));
        int lastRow = Row(Math.Min(clip.Bottom, edges.Count == 0 ? 0 : edges.Max(edge => edge.Bottom)) + 1);
        int next = 0;
        active.Clear();
        for (int row = firstRow; row < lastRow; row++)
        {
            (touchedFrom, touchedTo) = (canvas.Width, 0);
            for (int line = 0; line < LinesPerRow; line++)
            {
                double y = row + ((line + 0.5) / LinesPerRow);
                while (next < edges.Count && edges[next].Top <= y)
                {
                    active.Add(edges[next++]);
                }

                active.RemoveAll(edge => edge.Bottom <= y);
                if (active.Count > 0 && y >= clip.Top && y < clip.Bottom)
                {
                    AddSpans(y, evenOdd, left, right);
                }
            }

            BlendRow(row, colour, alpha);
        }

        edges.Clear();
    }

    private int Row(double y) => (int)Math.Clamp(Math.Floor(y), 0, canvas.Height);

    private void AddSpans(double y, bool evenOdd, double left, double right)
    {
        crossings.Clear();
        foreach (Edge edge in active)
        {
            crossings.Add((edge.At(y), edge.Direction));
        }

        crossings.Sort((a, b) => a.X.CompareTo(b.X));
        int winding = 0;
        for (int i = 0; i + 1 < crossings.Count; i++)
        {
            winding += evenOdd ? 1 : crossings[i].Direction;
            bool inside = evenOdd ? (winding & 1) == 1 : winding != 0;
            double from = Math.Clamp(crossings[i].X, left, right), to = Math.Clamp(crossings[i + 1].X, left, right);
            if (inside && to > from)
            {
                Step(from, 1f / LinesPerRow);
                Step(to, -1f / LinesPerRow);
            }
        }
    }

    // From x on everything is covered: of x's own pixel the part to its right, and of each later pixel all.
    private void Step(double x, float height)
    {
        int pixel = (int)x;
        float part = (float)(x - pixel) * height;
        differences[pixel] += height - part;
        differences[pixel + 1] += part;
        touchedFrom = Math.Min(touchedFrom, pixel);
        touchedTo = Math.Max(touchedTo, Math.Min(pixel + 1, canvas.Width));
    }

    private void BlendRow(int row, Colour colour, double alpha)
    {
        if (touchedFrom >= touchedTo)
        {
            return;
        }

        float sum = 0;
        for (int x = touchedFrom; x < touchedTo; x++)
        {
            sum += differences[x];
            coverage[x] = sum;
        }

        differences.AsSpan(touchedFrom, touchedTo - touchedFrom + 2).Clear();
        canvas.Blend(row, touchedFrom, coverage.AsSpan(touchedFrom, touchedTo - touchedFrom), colour, alpha);
    }

    private readonly record struct Edge(Point Upper, Point Lower, int Direction)
    {
        public double Top => Upper.Y;

        public double Bottom => Lower.Y;

        public double At(double y) => Upper.X + ((Lower.X - Upper.X) * ((y - Upper.Y) / (Lower.Y - Upper.Y)));
    }
}
