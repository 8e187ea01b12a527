using System.Collections.Immutable;
using Portolan.Graph.Drawing.Writers;

namespace Portolan.Graph.Drawing;

/// <summary>Several drawings on one sheet, such as a plan before and after its passes: side by side where that is readable, else below each other.</summary>
/// <remarks>A resource has the same colour in all of them. Immutable and thread-safe.</remarks>
public sealed class GraphSheet
{
    /// <summary>A sheet.</summary>
    /// <param name="drawings">At least one, in reading order.</param>
    /// <exception cref="ArgumentException">There is none, or one is null.</exception>
    public GraphSheet(IReadOnlyList<GraphDrawing> drawings)
    {
        ArgumentNullException.ThrowIfNull(drawings);
        if (drawings.Count == 0 || drawings.Contains(null))
        {
            throw new ArgumentException("a sheet needs at least one drawing, and none that is null", nameof(drawings));
        }

        Drawings = [.. drawings];
    }

    /// <summary>The drawings, in reading order.</summary>
    public ImmutableArray<GraphDrawing> Drawings { get; }

    /// <summary>As <see cref="GraphDrawing.ToDot"/>; each drawing is a cluster when there are several.</summary>
    public string ToDot() => DotWriter.Write(this);

    /// <summary>As <see cref="GraphDrawing.ToMermaid"/>; each drawing is a subgraph when there are several.</summary>
    public string ToMermaid() => MermaidWriter.Write(this);

    /// <summary>As <see cref="GraphDrawing.ToSvg"/>.</summary>
    public string ToSvg() => SvgWriter.Write(this);
}
