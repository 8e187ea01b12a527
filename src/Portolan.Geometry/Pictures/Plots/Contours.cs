using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Plots;

/// <summary>Lines of equal value by marching squares: in each cell of the grid straight pieces, with ends where the value is met on its sides.</summary>
/// <remarks>
/// Pieces are directed so that greater values lie to their left, which makes each crossing the end of one piece and the beginning of at
/// most one other: following them needs no search. In a saddle the mean of the four corners decides which two are joined. Values that are
/// not numbers count as less than any level.
/// </remarks>
internal static class Contours
{
    /// <summary>The line where the value is <paramref name="level"/>, in coordinates of the data: open where it leaves the grid, else closed.</summary>
    public static List<Line> LineAt(ValueGrid grid, double level) => new Tracer(grid, level, padded: false).Trace();

    /// <summary>The border of all places with at least <paramref name="level"/>, closed along the edge of the grid; fill it even-odd.</summary>
    public static List<Line> RegionAbove(ValueGrid grid, double level) => new Tracer(grid, level, padded: true).Trace();

    private sealed class Tracer
    {
        private readonly ValueGrid grid;
        private readonly double level;

        // With padding there is one more ring of nodes, below every level and at the same places as the grid's edge.
        private readonly int pad;
        private readonly int columns, rows;
        private readonly int[] next;
        private readonly bool[] entered;

        public Tracer(ValueGrid grid, double level, bool padded)
        {
            this.grid = grid;
            this.level = level;
            pad = padded ? 1 : 0;
            columns = grid.Columns + (2 * pad);
            rows = grid.Rows + (2 * pad);
            // A crossing is named by its grid side: from node (c, r) to the right, then all those upwards.
            next = new int[2 * columns * rows];
            entered = new bool[next.Length];
            Array.Fill(next, -1);
        }

        public List<Line> Trace()
        {
            for (int row = 0; row + 1 < rows; row++)
            {
                for (int column = 0; column + 1 < columns; column++)
                {
                    AddPieces(column, row);
                }
            }

            var lines = new List<Line>();
            for (int start = 0; start < next.Length; start++)
            {
                if (next[start] >= 0 && !entered[start])
                {
                    lines.Add(Follow(start, closed: false));
                }
            }

            for (int start = 0; start < next.Length; start++)
            {
                if (next[start] >= 0)
                {
                    lines.Add(Follow(start, closed: true));
                }
            }

            return lines;
        }

        private Line Follow(int start, bool closed)
        {
            var points = new List<Point>();
            int at = start;
            do
            {
                points.Add(Crossing(at));
                (at, next[at]) = (next[at], -1);
            }
            while (at >= 0 && at != start);

            return new Line(points, closed);
        }

        private void AddPieces(int column, int row)
        {
            double a = Value(column, row), b = Value(column + 1, row), c = Value(column + 1, row + 1), d = Value(column, row + 1);
            int corners = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
            int below = Side(column, row, upwards: false), above = Side(column, row + 1, upwards: false);
            int left = Side(column, row, upwards: true), right = Side(column + 1, row, upwards: true);
            switch (corners)
            {
                case 1: Join(below, left); break;
                case 2: Join(right, below); break;
                case 3: Join(right, left); break;
                case 4: Join(above, right); break;
                case 6: Join(above, below); break;
                case 7: Join(above, left); break;
                case 8: Join(left, above); break;
                case 9: Join(below, above); break;
                case 11: Join(right, above); break;
                case 12: Join(left, right); break;
                case 13: Join(below, right); break;
                case 14: Join(left, below); break;
                case 5 or 10: AddSaddle(corners == 5, (a + b + c + d) / 4 >= level, below, above, left, right); break;
            }
        }

        private void AddSaddle(bool mainDiagonal, bool joined, int below, int above, int left, int right)
        {
            switch (mainDiagonal, joined)
            {
                case (true, false): Join(below, left); Join(above, right); break;
                case (true, true): Join(below, right); Join(above, left); break;
                case (false, false): Join(right, below); Join(left, above); break;
                case (false, true): Join(left, below); Join(right, above); break;
            }
        }

        private void Join(int from, int to)
        {
            next[from] = to;
            entered[to] = true;
        }

        private int Side(int column, int row, bool upwards) => (upwards ? columns * rows : 0) + (row * columns) + column;

        private Point Crossing(int side)
        {
            bool upwards = side >= columns * rows;
            int node = upwards ? side - (columns * rows) : side;
            int column = node % columns, row = node / columns;
            int toColumn = upwards ? column : column + 1, toRow = upwards ? row + 1 : row;
            double from = Value(column, row), to = Value(toColumn, toRow);
            double part = (level - from) / (to - from);
            part = double.IsFinite(part) ? Math.Clamp(part, 0, 1) : 0.5;
            Point start = Place(column, row), end = Place(toColumn, toRow);
            return start + ((end - start) * part);
        }

        private Point Place(int column, int row)
        {
            int c = Math.Clamp(column - pad, 0, grid.Columns - 1), r = Math.Clamp(row - pad, 0, grid.Rows - 1);
            return new Point(
                grid.Region.Left + (grid.Region.Width * c / (grid.Columns - 1)),
                grid.Region.Bottom + (grid.Region.Height * r / (grid.Rows - 1)));
        }

        private double Value(int column, int row)
        {
            int c = column - pad, r = row - pad;
            return (uint)c < (uint)grid.Columns && (uint)r < (uint)grid.Rows ? grid.Values[(r * grid.Columns) + c] : double.NegativeInfinity;
        }
    }
}
