namespace Portolan.Graph.Slurm.Internals;

/// <summary>The plan's persisted nodes in stages, and where each is.</summary>
internal sealed class StageGrouping
{
    private readonly Dictionary<Node, (int Stage, int Place)> places = [];

    public StageGrouping(GraphPlan plan)
    {
        Dictionary<Node, int> levels = Levels(plan);
        List<(string Operation, List<Node> Nodes)> groups =
        [
            .. plan.Nodes.Where(node => node.Operation.Persist)
                .GroupBy(node => (Level: levels[node], node.OperationName))
                .OrderBy(group => group.Key.Level)
                .Select(group => (group.Key.OperationName, group.ToList())),
        ];
        for (int stage = 0; stage < groups.Count; stage++)
        {
            for (int place = 0; place < groups[stage].Nodes.Count; place++)
            {
                places.Add(groups[stage].Nodes[place], (stage, place));
            }
        }

        List<SortedSet<int>> needs = Needs(plan, groups.Count);
        Nodes = [.. groups.Select(group => group.Nodes)];
        Stages =
        [
            .. groups.Select((group, stage) => new PlannedStage(
                NameOf(groups, stage),
                group.Operation,
                group.Nodes[0].Operation.Version,
                [.. needs[stage]],
                [.. group.Nodes.Select(node => new PlannedNode(node.Key.ToString(), node.Label))])),
        ];
    }

    public IReadOnlyList<PlannedStage> Stages { get; }

    /// <summary>The nodes of each stage, as in <see cref="Stages"/>.</summary>
    public IReadOnlyList<List<Node>> Nodes { get; }

    public (int Stage, int Place) PlaceOf(Node node) => places[node];

    /// <summary>Last part of an operation's name.</summary>
    public static string ShortName(string operation) => operation[(operation.LastIndexOf('/') + 1)..];

    private static string NameOf(List<(string Operation, List<Node> Nodes)> groups, int stage)
    {
        int same = groups.Take(stage).Count(group => group.Operation == groups[stage].Operation);
        string name = ShortName(groups[stage].Operation);
        return same == 0 ? name : FormattableString.Invariant($"{name}-{same + 1}");
    }

    // Steps before a node that are units of work; a node that is not persisted is none.
    private static Dictionary<Node, int> Levels(GraphPlan plan)
    {
        var levels = new Dictionary<Node, int>(plan.Nodes.Length);
        foreach (Node node in plan.Nodes)
        {
            int level = 0;
            foreach (Node input in plan.InputsOf(node))
            {
                level = Math.Max(level, levels[input] + (input.Operation.Persist ? 1 : 0));
            }

            levels.Add(node, level);
        }

        return levels;
    }

    private List<SortedSet<int>> Needs(GraphPlan plan, int stages)
    {
        List<SortedSet<int>> needs = [.. Enumerable.Range(0, stages).Select(_ => new SortedSet<int>())];
        var through = new Dictionary<Node, SortedSet<int>>();
        foreach (Node node in plan.Nodes)
        {
            SortedSet<int> own = node.Operation.Persist ? needs[places[node].Stage] : through[node] = [];
            foreach (Node input in plan.InputsOf(node))
            {
                if (input.Operation.Persist)
                {
                    own.Add(places[input].Stage);
                }
                else
                {
                    own.UnionWith(through[input]);
                }
            }
        }

        return needs;
    }
}
