using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>Turns events of the graph into the progress of a build: which phase, and how far.</summary>
internal sealed class BuildProgressTracker
{
    private readonly Dictionary<NodeKey, Phase> phases = [];
    private readonly Dictionary<NodeKey, long> partial = [];

    public BuildProgressTracker(BuildPlan plan, CorpusBuildOptions options)
    {
        var reading = new Phase("reading", "bytes");
        for (int i = 0; i < options.Inputs.Count; i++)
        {
            Add(reading, plan.Passes[0][i], Math.Max(1, options.Inputs[i].Length));
        }

        var comparing = new Phase("comparing lines", "partitions");
        foreach ((_, Node<PartitionResult> node) in plan.Partitions)
        {
            Add(comparing, node, 1);
        }

        var filtering = new Phase("filtering", "shards");
        foreach (Node<ShardResult> node in plan.Passes.Skip(1).SelectMany(p => p))
        {
            Add(filtering, node, 1);
        }

        Add(new Phase("writing", "files"), plan.Gather, 1);
    }

    public CorpusEvent? Translate(GraphEvent graphEvent)
    {
        switch (graphEvent)
        {
            case NodeCompleted completed when phases.TryGetValue(completed.Node.Key, out Phase? phase):
                partial.Remove(completed.Node.Key);
                phase.Done += phase.Weights[completed.Node.Key];
                return phase.Event(partial);
            case NodeProgress progress when phases.TryGetValue(progress.Node.Key, out Phase? phase) && phase.Unit == "bytes":
                partial[progress.Node.Key] = Math.Min(progress.Done, phase.Weights[progress.Node.Key]);
                return phase.Event(partial);
            case NodeRetried retried:
                return new BuildRetried(retried.Node.Label, retried.Reason.Message);
            default:
                return null;
        }
    }

    private void Add(Phase phase, Node node, long weight)
    {
        phases[node.Key] = phase;
        phase.Weights[node.Key] = weight;
        phase.Total += weight;
    }

    private sealed class Phase(string name, string unit)
    {
        public string Unit { get; } = unit;

        public Dictionary<NodeKey, long> Weights { get; } = [];

        public long Done { get; set; }

        public long Total { get; set; }

        public BuildProgress Event(Dictionary<NodeKey, long> partial) =>
            new(name, Done + partial.Where(p => Weights.ContainsKey(p.Key)).Sum(p => p.Value), Total, Unit);
    }
}
