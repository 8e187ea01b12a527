namespace Portolan.Graph.Backends.Flows;

/// <summary>A score step over the lines that were written.</summary>
/// <param name="Sum">The sum of its values.</param>
/// <param name="Count">How many lines had one.</param>
internal sealed record FlowScoreTotal(double Sum, long Count)
{
    /// <summary>NaN where no line had a value.</summary>
    public double MeanOrNaN() => Count == 0 ? double.NaN : Sum / Count;
}
