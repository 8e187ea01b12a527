namespace Portolan.Graph.Backends.Flows;

/// <summary>What a run is expected to do.</summary>
/// <param name="Lines">Lines of the input.</param>
/// <param name="Unusable">Of these, the ones that cannot be used.</param>
/// <param name="Steps">For each step that calls a model, in flow order.</param>
public sealed record FlowEstimate(long Lines, long Unusable, IReadOnlyList<StepEstimate> Steps);
