namespace Portolan.Graph.Backends.Flows;

/// <summary>Counts the distinct calls of all windows.</summary>
internal sealed class FlowEstimateBuilder(Flow flow, Func<Node, bool>? isCached)
{
    private readonly HashSet<NodeKey> seen = [];
    private readonly Dictionary<string, StepEstimate> steps = [];
    private long lineCount;
    private long unusable;

    public void Add(IReadOnlyList<FlowLine> lines, IReadOnlyList<PlannedCall> calls)
    {
        lineCount += lines.Count;
        unusable += lines.Count(line => line.Fields is null);
        foreach (PlannedCall call in calls)
        {
            if (!seen.Add(call.Node.Key))
            {
                continue;
            }

            bool cached = !call.IsOpen && isCached?.Invoke(call.Node) == true;
            StepEstimate before = steps.GetValueOrDefault(call.Step, new StepEstimate(call.Step, call.Backend, 0, 0, 0, 0, 0, 0));
            steps[call.Step] = before with
            {
                Calls = before.Calls + 1,
                Cached = before.Cached + (cached ? 1 : 0),
                Open = before.Open + (call.IsOpen ? 1 : 0),
                TokensIn = before.TokensIn + (cached ? 0 : call.Estimate.TokensIn),
                TokensOut = before.TokensOut + (cached ? 0 : call.Estimate.TokensOut),
                Cost = cached ? before.Cost : before.Cost + call.Estimate.Cost,
            };
        }
    }

    public FlowEstimate Build() => new(
        lineCount, unusable, [.. flow.Steps.Where(step => steps.ContainsKey(step.Name)).Select(step => steps[step.Name])]);
}
