namespace Portolan.Graph.Drawing.Layout;

/// <summary>Vertices by layer, in their order, and for each edge the vertices along it.</summary>
internal sealed class Layers
{
    private Layers(Vertex[][] rows, Vertex[] nodes, Vertex[][] edges)
    {
        Rows = rows;
        Nodes = nodes;
        Edges = edges;
    }

    public Vertex[][] Rows { get; }

    /// <summary>By index of the node.</summary>
    public Vertex[] Nodes { get; }

    /// <summary>By position in <see cref="Picture.Edges"/>: first node, bends, last node.</summary>
    public Vertex[][] Edges { get; }

    public static Layers Of(Picture picture, out bool framesTogether)
    {
        int[] layers = Layering.Of(picture, out framesTogether);
        var rows = new List<Vertex>[layers.Length == 0 ? 0 : layers.Max() + 1];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = [];
        }

        int units = picture.Frames.Length;
        var nodes = new Vertex[layers.Length];
        foreach (DrawnNode node in picture.Nodes)
        {
            nodes[node.Index] = new Vertex(layers[node.Index], node.Index, node.Frame >= 0 ? node.Frame : units++);
            rows[layers[node.Index]].Add(nodes[node.Index]);
        }

        var edges = new Vertex[picture.Edges.Length][];
        for (int i = 0; i < edges.Length; i++)
        {
            DrawnEdge edge = picture.Edges[i];
            var along = new List<Vertex> { nodes[edge.From] };
            for (int layer = layers[edge.From] + 1; layer < layers[edge.To]; layer++)
            {
                var bend = new Vertex(layer, -1, units++);
                rows[layer].Add(bend);
                along.Add(bend);
            }

            along.Add(nodes[edge.To]);
            for (int at = 1; at < along.Count; at++)
            {
                along[at - 1].Down.Add(along[at]);
                along[at].Up.Add(along[at - 1]);
            }

            edges[i] = [.. along];
        }

        return new Layers([.. rows.Select(row => row.ToArray())], nodes, edges);
    }
}
