namespace Portolan.Graph.Drawing.Layout;

/// <summary>A picture with places: nodes in rows from top to bottom, edges as points to run through, frames as rectangles.</summary>
internal sealed class LayeredLayout
{
    public const double Margin = 16;
    private const double NodeGap = 22, BendGap = 12, BendWidth = 6, RowGap = 46, FramePad = 12, FrameLabel = 18;

    private readonly Picture picture;
    private readonly Layers layers;
    private readonly bool framesTogether;

    // By row: where its nodes begin and end.
    private readonly List<double> tops = [];
    private readonly List<double> bottoms = [];

    private LayeredLayout(Picture picture, Func<DrawnNode, Box> sizeOf)
    {
        this.picture = picture;
        layers = Layers.Of(picture, out framesTogether);
        foreach (Vertex vertex in layers.Rows.SelectMany(row => row))
        {
            (vertex.Width, vertex.Height) = vertex.IsBend ? (BendWidth, 0) : sizeOf(picture.Nodes[vertex.Node]).Size;
        }

        Crossings.Reduce(layers.Rows);
        Placement.Assign(layers.Rows, Gap);
        Nodes = new Box[picture.Nodes.Length];
        PlaceRows();
        Frames = [.. FrameBoxes()];
        Shift(Margin - Everything().Select(box => box.X).DefaultIfEmpty(0).Min());
        Width = Everything().Select(box => box.Right).DefaultIfEmpty(0).Max() + Margin;
        Edges = [.. layers.Edges.Select(Points)];
    }

    /// <summary>By index of the node.</summary>
    public Box[] Nodes { get; private set; }

    /// <summary>Frames with their numbers; one whose nodes are in several rows has a rectangle in each.</summary>
    public (int Frame, Box Box)[] Frames { get; private set; }

    /// <summary>By position of the edge: from the lower side of its first node to the upper side of its last.</summary>
    public (double X, double Y)[][] Edges { get; }

    public double Width { get; }

    public double Height { get; private set; }

    public static LayeredLayout Of(Picture picture, Func<DrawnNode, Box> sizeOf) => new(picture, sizeOf);

    /// <summary>The rows, from top to bottom, for tests.</summary>
    internal Layers Layers => layers;

    private double Gap(Vertex left, Vertex right)
    {
        double space = left.IsBend && right.IsBend ? BendGap : NodeGap;
        if (left.Unit != right.Unit)
        {
            space += (IsFramed(left) ? FramePad : 0) + (IsFramed(right) ? FramePad : 0);
        }

        return (left.Width / 2) + space + (right.Width / 2);
    }

    private bool IsFramed(Vertex vertex) => !vertex.IsBend && picture.Nodes[vertex.Node].Frame >= 0;

    private void PlaceRows()
    {
        double y = Margin;
        for (int i = 0; i < layers.Rows.Length; i++)
        {
            Vertex[] row = layers.Rows[i];
            bool isFramed = row.Any(IsFramed);
            y += isFramed ? FramePad + FrameLabel : 0;
            double height = row.Max(vertex => vertex.Height);
            foreach (Vertex vertex in row.Where(vertex => !vertex.IsBend))
            {
                Nodes[vertex.Node] = new Box(vertex.X - (vertex.Width / 2), y + ((height - vertex.Height) / 2), vertex.Width, vertex.Height);
            }

            tops.Add(y);
            bottoms.Add(y + height);
            y += height + (isFramed ? FramePad : 0);
            y += i + 1 < layers.Rows.Length ? RowGap + Steepness(i) : 0;
        }

        Height = y + Margin;
    }

    // Edges that run far to the side need height to be told apart.
    private double Steepness(int row) =>
        Math.Min(60, layers.Rows[row].SelectMany(vertex => vertex.Down.Select(lower => Math.Abs(lower.X - vertex.X))).DefaultIfEmpty(0).Max() * 0.06);

    private IEnumerable<(int, Box)> FrameBoxes() =>
        from vertex in layers.Nodes
        let frame = picture.Nodes[vertex.Node].Frame
        where frame >= 0
        group Nodes[vertex.Node] by (frame, row: framesTogether ? 0 : vertex.Layer) into boxes
        orderby boxes.Key
        let left = boxes.Min(box => box.X) - FramePad
        let top = boxes.Min(box => box.Y) - FramePad - FrameLabel
        select (boxes.Key.frame, new Box(left, top, boxes.Max(box => box.Right) + FramePad - left, boxes.Max(box => box.Bottom) + FramePad - top));

    private IEnumerable<Box> Everything() =>
        Nodes.Concat(Frames.Select(frame => frame.Box))
            .Concat(layers.Rows.SelectMany(row => row).Where(vertex => vertex.IsBend).Select(bend => new Box(bend.X - (BendWidth / 2), 0, BendWidth, 0)));

    private void Shift(double by)
    {
        foreach (Vertex vertex in layers.Rows.SelectMany(row => row))
        {
            vertex.X += by;
        }

        Nodes = [.. Nodes.Select(box => box with { X = box.X + by })];
        Frames = [.. Frames.Select(frame => (frame.Frame, frame.Box with { X = frame.Box.X + by }))];
    }

    private (double X, double Y)[] Points(Vertex[] along)
    {
        var points = new List<(double, double)> { (Port(along[0], along[1], isUp: false), Nodes[along[0].Node].Bottom) };
        foreach (Vertex bend in along[1..^1])
        {
            points.Add((bend.X, tops[bend.Layer]));
            points.Add((bend.X, bottoms[bend.Layer]));
        }

        points.Add((Port(along[^1], along[^2], isUp: true), Nodes[along[^1].Node].Y));
        return [.. points];
    }

    // Edges of one side leave it beside each other, in the order of their other ends.
    private static double Port(Vertex vertex, Vertex neighbour, bool isUp)
    {
        Vertex[] ends = [.. (isUp ? vertex.Up : vertex.Down).OrderBy(end => end.Order)];
        if (ends.Length == 1)
        {
            return vertex.X;
        }

        double step = Math.Min(16, vertex.Width * 0.7 / (ends.Length - 1));
        return vertex.X + ((Array.IndexOf(ends, neighbour) - ((ends.Length - 1) / 2.0)) * step);
    }
}
