using System.Collections.Immutable;

namespace Portolan.Graph.Internals;

/// <summary>The plan as arrays: what waits for what, what is done, and the results that somebody still needs.</summary>
/// <remarks>Not thread-safe; the scheduler holds its lock. A position is an index into the plan's nodes.</remarks>
internal sealed class Schedule
{
    private readonly GraphPlan plan;
    private readonly ImmutableArray<Node> nodes;
    private readonly NodeState[] states;
    private readonly object?[] results;
    private readonly bool[] isOutput;

    // Positions by Node.Index, -1 for nodes that are not in the plan; a merged node has the position of its stand-in.
    private readonly int[] positions;

    // Per node: inputs without a result yet, and users that have not finished yet.
    private readonly int[] missingInputs;
    private readonly int[] waitingUsers;

    // The users of position p are users[userStarts[p] .. userStarts[p + 1]].
    private readonly int[] userStarts;
    private readonly int[] users;

    public Schedule(GraphPlan plan)
    {
        this.plan = plan;
        nodes = plan.Nodes;
        states = new NodeState[nodes.Length];
        results = new object?[nodes.Length];
        isOutput = new bool[nodes.Length];
        missingInputs = new int[nodes.Length];
        waitingUsers = new int[nodes.Length];
        positions = IndexPositions();
        userStarts = new int[nodes.Length + 1];
        users = IndexUsers();
    }

    public int Count => nodes.Length;

    public int ToRun { get; private set; }

    public int FromStore { get; private set; }

    public Node this[int position] => nodes[position];

    /// <summary>Decides, from the outputs backwards, what has to run: a stored result makes everything that only it needs superfluous.</summary>
    public void Demand(IResultStore? store, Action<int, string> rejected, CancellationToken cancellationToken)
    {
        foreach (Node output in plan.Outputs)
        {
            int position = PositionOf(plan.Resolve(output));
            isOutput[position] = true;
            states[position] = NodeState.Pending;
        }

        for (int position = nodes.Length - 1; position >= 0; position--)
        {
            if (states[position] != NodeState.Pending)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            Node node = nodes[position];
            if (store is not null && node.Operation.Persist)
            {
                StoreLookup<object?> lookup = node.Find(store);
                if (lookup.Found)
                {
                    states[position] = NodeState.Completed;
                    results[position] = lookup.Value;
                    FromStore++;
                    continue;
                }

                if (lookup.Rejection is { } reason)
                {
                    rejected(position, reason);
                }
            }

            ToRun++;
            foreach (Node input in node.Inputs)
            {
                states[PositionOf(input)] = NodeState.Pending;
                waitingUsers[PositionOf(input)]++;
            }
        }

        CountMissingInputs();
    }

    public NodeState StateOf(int position) => states[position];

    public bool IsReady(int position) => states[position] == NodeState.Pending && missingInputs[position] == 0;

    public void Start(int position) => states[position] = NodeState.Started;

    /// <summary>Back to pending, for another try.</summary>
    public void Retry(int position) => states[position] = NodeState.Pending;

    /// <summary>Keeps a result and calls <paramref name="ready"/> for each node that it makes ready.</summary>
    public void Complete(int position, object? result, Action<int> ready)
    {
        states[position] = NodeState.Completed;
        if (waitingUsers[position] > 0 || isOutput[position])
        {
            results[position] = result;
        }

        ReleaseInputs(position);
        foreach (int user in UsersOf(position))
        {
            if (states[user] == NodeState.Pending && --missingInputs[user] == 0)
            {
                ready(user);
            }
        }
    }

    /// <summary>Marks a failure and calls <paramref name="skipped"/> for each node that can never run because of it.</summary>
    public void Fail(int position, Action<int> skipped)
    {
        states[position] = NodeState.Failed;
        ReleaseInputs(position);
        var reached = new Stack<int>();
        reached.Push(position);
        while (reached.TryPop(out int next))
        {
            foreach (int user in UsersOf(next))
            {
                if (states[user] == NodeState.Pending)
                {
                    states[user] = NodeState.Skipped;
                    ReleaseInputs(user);
                    skipped(user);
                    reached.Push(user);
                }
            }
        }
    }

    public object? ResultOf(Node node) => results[PositionOf(node)];

    public Dictionary<Node, object?> OutputResults()
    {
        var outputs = new Dictionary<Node, object?>();
        for (int position = 0; position < nodes.Length; position++)
        {
            if (isOutput[position] && states[position] == NodeState.Completed)
            {
                outputs.Add(nodes[position], results[position]);
            }
        }

        return outputs;
    }

    /// <summary>What was to run and has neither a result nor a failure.</summary>
    public ImmutableArray<Node> NotRun() =>
        [.. nodes.Where((_, position) => states[position] is NodeState.Pending or NodeState.Started or NodeState.Skipped)];

    public int PositionOf(Node node) => positions[node.Index];

    private ReadOnlySpan<int> UsersOf(int position) => users.AsSpan(userStarts[position]..userStarts[position + 1]);

    private int[] IndexPositions()
    {
        int[] found = new int[plan.Graph.Nodes.Count];
        Array.Fill(found, -1);
        for (int position = 0; position < nodes.Length; position++)
        {
            found[nodes[position].Index] = position;
        }

        foreach ((Node merged, Node kept) in plan.StandIns)
        {
            found[merged.Index] = found[kept.Index];
        }

        return found;
    }

    private int[] IndexUsers()
    {
        // Counting sort of the edges by input: count, sum up, place.
        foreach (Node node in nodes)
        {
            foreach (Node input in node.Inputs)
            {
                userStarts[InputPosition(node, input) + 1]++;
            }
        }

        for (int position = 0; position < nodes.Length; position++)
        {
            userStarts[position + 1] += userStarts[position];
        }

        int[] placed = new int[userStarts[^1]];
        int[] next = userStarts.AsSpan(0, nodes.Length).ToArray();
        for (int position = 0; position < nodes.Length; position++)
        {
            foreach (Node input in nodes[position].Inputs)
            {
                placed[next[PositionOf(input)]++] = position;
            }
        }

        return placed;
    }

    private int InputPosition(Node node, Node input)
    {
        int position = PositionOf(input);
        return position >= 0 ? position
            : throw new InvalidOperationException($"a pass removed {input} from the plan, but {node} needs it");
    }

    private void CountMissingInputs()
    {
        for (int position = 0; position < nodes.Length; position++)
        {
            if (states[position] != NodeState.Pending)
            {
                continue;
            }

            foreach (Node input in nodes[position].Inputs)
            {
                if (states[PositionOf(input)] == NodeState.Pending)
                {
                    missingInputs[position]++;
                }
            }
        }
    }

    private void ReleaseInputs(int position)
    {
        foreach (Node input in nodes[position].Inputs)
        {
            int at = PositionOf(input);
            if (--waitingUsers[at] == 0 && !isOutput[at])
            {
                results[at] = null;
            }
        }
    }
}
