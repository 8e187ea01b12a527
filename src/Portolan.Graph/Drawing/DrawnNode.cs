namespace Portolan.Graph.Drawing;

/// <summary>One box: a node, or several that were folded.</summary>
/// <param name="Index">Position in the picture, in an order in which inputs tend to come first.</param>
/// <param name="Label">The first line.</param>
/// <param name="Detail">The second line; may be empty.</param>
/// <param name="About">Everything there is to say, in lines.</param>
/// <param name="Count">Nodes in it.</param>
/// <param name="Resource">What colours it.</param>
/// <param name="IsOutput">Whether a result of it was asked for.</param>
/// <param name="Frame">The frame it is in, or -1.</param>
internal sealed record DrawnNode(int Index, string Label, string Detail, string About, int Count, Resource Resource, bool IsOutput, int Frame);
