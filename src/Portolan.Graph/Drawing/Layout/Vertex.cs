namespace Portolan.Graph.Drawing.Layout;

/// <summary>A place in a layer: a node, or a bend of an edge that passes the layer.</summary>
internal sealed class Vertex(int layer, int node, int unit)
{
    public int Layer { get; } = layer;

    /// <summary>Index of the node, or -1 for a bend.</summary>
    public int Node { get; } = node;

    /// <summary>Vertices of one unit stay beside each other: those of a frame; others have a unit of their own.</summary>
    public int Unit { get; } = unit;

    public bool IsBend => Node < 0;

    /// <summary>Neighbours in the layer above.</summary>
    public List<Vertex> Up { get; } = [];

    /// <summary>Neighbours in the layer below.</summary>
    public List<Vertex> Down { get; } = [];

    /// <summary>Place in the layer, from 0.</summary>
    public int Order { get; set; }

    /// <summary>Centre.</summary>
    public double X { get; set; }

    public double Width { get; set; }

    public double Height { get; set; }
}
