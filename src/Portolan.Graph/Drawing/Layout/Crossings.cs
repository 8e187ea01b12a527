namespace Portolan.Graph.Drawing.Layout;

/// <summary>Counts and reduces crossings of edges: barycentre sweeps (Sugiyama, Tagawa, Toda 1981), then swaps of neighbours.</summary>
internal static class Crossings
{
    private const int Sweeps = 24;

    // Swapping looks at each pair of neighbours again and again; wider rows are left as the sweeps gave them.
    private const int WidestSwapped = 200;

    /// <summary>Orders the vertices of each row; the units of a row stay whole.</summary>
    public static void Reduce(Vertex[][] rows)
    {
        foreach (Vertex[] row in rows)
        {
            // Units whole from the beginning, in the order of their first vertices.
            Place(row, [.. row.GroupBy(vertex => vertex.Unit).SelectMany(unit => unit)]);
        }

        Vertex[][] best = Copy(rows);
        long fewest = Count(rows);
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            for (int i = 1; i < rows.Length; i++)
            {
                Sort(sweep % 2 == 0 ? rows[i] : rows[^(i + 1)], up: sweep % 2 == 0);
            }

            Swap(rows);
            long crossings = Count(rows);
            if (crossings < fewest)
            {
                fewest = crossings;
                best = Copy(rows);
            }
        }

        for (int i = 0; i < rows.Length; i++)
        {
            Place(rows[i], best[i]);
        }
    }

    /// <summary>Pairs of edges between neighbouring rows that cross.</summary>
    public static long Count(Vertex[][] rows)
    {
        long crossings = 0;
        for (int i = 1; i < rows.Length; i++)
        {
            // Edges by upper end: each crosses those before it whose lower ends are to the right (Barth, Jünger, Mutzel 2002).
            long[] tree = new long[rows[i].Length + 1];
            long seen = 0;
            foreach (Vertex upper in rows[i - 1])
            {
                int[] ends = [.. upper.Down.Select(lower => lower.Order)];
                foreach (int end in ends)
                {
                    long notRight = 0;
                    for (int at = end + 1; at > 0; at -= at & -at)
                    {
                        notRight += tree[at];
                    }

                    crossings += seen - notRight;
                }

                foreach (int end in ends)
                {
                    seen++;
                    for (int at = end + 1; at < tree.Length; at += at & -at)
                    {
                        tree[at]++;
                    }
                }
            }
        }

        return crossings;
    }

    private static Vertex[][] Copy(Vertex[][] rows) => [.. rows.Select(row => row.ToArray())];

    private static void Sort(Vertex[] row, bool up)
    {
        var wish = row.ToDictionary(vertex => vertex, vertex => Barycentre(up ? vertex.Up : vertex.Down, vertex.Order));
        Place(row,
        [
            .. row.GroupBy(vertex => vertex.Unit)
                .OrderBy(unit => unit.Average(vertex => wish[vertex]))
                .SelectMany(unit => unit.OrderBy(vertex => wish[vertex])),
        ]);
    }

    private static double Barycentre(List<Vertex> neighbours, double own) => neighbours.Count == 0 ? own : neighbours.Average(neighbour => neighbour.Order);

    private static void Swap(Vertex[][] rows)
    {
        bool better = true;
        for (int round = 0; better && round < 8; round++)
        {
            better = false;
            foreach (Vertex[] row in rows.Where(row => row.Length <= WidestSwapped))
            {
                for (int at = 1; at < row.Length; at++)
                {
                    Vertex left = row[at - 1], right = row[at];
                    bool whole = left.Unit == right.Unit || (IsAlone(row, at - 1) && IsAlone(row, at));
                    if (whole && Between(left, right) > Between(right, left))
                    {
                        (row[at - 1], row[at]) = (right, left);
                        (left.Order, right.Order) = (right.Order, left.Order);
                        better = true;
                    }
                }
            }
        }
    }

    private static bool IsAlone(Vertex[] row, int at) =>
        (at == 0 || row[at - 1].Unit != row[at].Unit) && (at == row.Length - 1 || row[at + 1].Unit != row[at].Unit);

    private static int Between(Vertex left, Vertex right) => Between(left.Up, right.Up) + Between(left.Down, right.Down);

    private static int Between(List<Vertex> left, List<Vertex> right)
    {
        int crossings = 0;
        foreach (Vertex one in left)
        {
            foreach (Vertex other in right)
            {
                crossings += one.Order > other.Order ? 1 : 0;
            }
        }

        return crossings;
    }

    private static void Place(Vertex[] row, Vertex[] ordered)
    {
        ordered.CopyTo(row, 0);
        for (int at = 0; at < row.Length; at++)
        {
            row[at].Order = at;
        }
    }
}
