namespace Portolan.Graph.Drawing;

/// <summary>An arrow from an input to its user.</summary>
/// <param name="From">Index of the input.</param>
/// <param name="To">Index of the user.</param>
/// <param name="Count">Edges of the plan that it stands for.</param>
internal readonly record struct DrawnEdge(int From, int To, long Count);
