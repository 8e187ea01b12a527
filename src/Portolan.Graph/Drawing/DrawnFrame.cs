namespace Portolan.Graph.Drawing;

/// <summary>A frame around the nodes of planned batches.</summary>
internal sealed record DrawnFrame(int Index, string Label);
