namespace Portolan.Graph.Internals;

/// <summary>Which lane or batch group each position goes to when it is ready.</summary>
/// <remarks>Not thread-safe; the scheduler holds its lock.</remarks>
internal sealed class Queues(GraphRunnerOptions options, OperationUses? uses, int capacity)
{
    private readonly List<Lane> lanes = [];
    private readonly List<(Lane Lane, BatchGroup? Group)> queues = [];
    private readonly Dictionary<Resource, Lane> byResource = [];
    private readonly Dictionary<Operation, int> byOperation = new(ReferenceEqualityComparer.Instance);
    private readonly BatchGroups<int> groups = new();
    private int[] queueOf = new int[capacity];
    private Operation? lastOperation;
    private int lastQueue;

    public IReadOnlyList<Lane> Lanes => lanes;

    public List<BatchGroup> Groups { get; } = [];

    /// <summary>Nodes, due groups and parts of batches in all lanes.</summary>
    public int Sendable { get; set; }

    public Lane LaneOf(int position) => queues[queueOf[position]].Lane;

    /// <summary>Null for what is no batch call.</summary>
    public BatchGroup? GroupOf(int position) => queues[queueOf[position]].Group;

    public void Assign(int position, Node node)
    {
        if (position >= queueOf.Length)
        {
            Array.Resize(ref queueOf, position + (position / 2) + 64);
        }

        if (!ReferenceEquals(node.Operation, lastOperation))
        {
            lastOperation = node.Operation;
            if (!byOperation.TryGetValue(lastOperation, out lastQueue))
            {
                lastQueue = node.IsBatchCall ? groups.GetOrAdd(node, () => AddGroup(node)) : AddQueue(LaneFor(lastOperation.Resource), null);
                byOperation.Add(lastOperation, lastQueue);
            }
        }

        queueOf[position] = lastQueue;
    }

    private int AddGroup(Node node)
    {
        var group = new BatchGroup(LaneFor(node.Operation.Resource), node.BatchLimits, uses?.Of(node.Operation));
        Groups.Add(group);
        return AddQueue(group.Lane, group);
    }

    private int AddQueue(Lane lane, BatchGroup? group)
    {
        queues.Add((lane, group));
        return queues.Count - 1;
    }

    private Lane LaneFor(Resource resource)
    {
        if (!byResource.TryGetValue(resource, out Lane? lane))
        {
            lane = new Lane(resource, options.LimitOf(resource), capacity);
            byResource.Add(resource, lane);
            lanes.Add(lane);
        }

        return lane;
    }
}
