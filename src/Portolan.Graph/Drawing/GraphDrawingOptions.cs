namespace Portolan.Graph.Drawing;

/// <summary>What a <see cref="GraphDrawing"/> shows of a plan.</summary>
/// <remarks>What folds into what is said at <see cref="GraphDrawing"/>.</remarks>
public sealed record GraphDrawingOptions
{
    /// <summary>Folds nothing, however large the plan is.</summary>
    public static GraphDrawingOptions Whole { get; } = new() { FoldAbove = int.MaxValue, MaxNodes = int.MaxValue };

    /// <summary>What stands above the drawing.</summary>
    /// <value>Default empty.</value>
    public string Title { get; init; } = "";

    /// <summary>So many nodes in the same position are drawn each for itself; more are drawn as one.</summary>
    /// <value>Default 8; at least 1.</value>
    public int FoldAbove { get; init; } = 8;

    /// <summary>So many boxes are on a page that one can read; a plan that has more is folded further.</summary>
    /// <value>Default 80; at least 1. A plan of more operations than this has one box for each.</value>
    public int MaxNodes { get; init; } = 80;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Title);
        ArgumentOutOfRangeException.ThrowIfLessThan(FoldAbove, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxNodes, 1);
    }
}
