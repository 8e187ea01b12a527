using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Portolan.Graph.Internals;

/// <summary>The plan as arrays: what waits for what, what is done, and the results that somebody still needs.</summary>
/// <remarks>
/// Not thread-safe; the scheduler holds its lock. A position is an index into the plan's nodes; those that a run makes come after them
/// (<c>Schedule.Expansion.cs</c>). A node is settled when it is completed, failed or skipped.
/// </remarks>
internal sealed partial class Schedule
{
    private readonly GraphPlan plan;
    private readonly OperationUses? uses;

    // Per position; longer than Count when nodes were added. Only ResultOf reads outside the lock, what was written before its node was started.
    private Node[] nodes;
    private NodeState[] states;
    private object?[] results;
    private bool[] isOutput;

    // Inputs that are not settled, and users that are not settled.
    private int[] missingInputs;
    private int[] waitingUsers;

    // Positions by Node.Index, -1 for nodes that are not in the plan; a merged node has the position of its stand-in.
    private readonly int[] positions;

    // The users of position p are users[userStarts[p] .. userStarts[p + 1]].
    private readonly int[] userStarts;
    private readonly int[] users;

    // For each skipped position the failed one that it is skipped for; empty until something fails.
    private readonly Dictionary<int, int> causes = [];
    private bool anyFailed;

    public Schedule(GraphPlan plan)
    {
        this.plan = plan;
        nodes = ImmutableCollectionsMarshal.AsArray(plan.Nodes)!;
        Count = nodes.Length;
        states = new NodeState[Count];
        results = new object?[Count];
        isOutput = new bool[Count];
        missingInputs = new int[Count];
        waitingUsers = new int[Count];
        positions = IndexPositions();
        userStarts = new int[Count + 1];
        users = IndexUsers();
        uses = OperationUses.In(plan.Nodes);
    }

    public int Count { get; private set; }

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

        for (int position = Count - 1; position >= 0; position--)
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
                int at = PositionOf(input);
                states[at] = NodeState.Pending;
                waitingUsers[at]++;
            }
        }

        CountMissingInputs();
        ShareResults();
    }

    public NodeState StateOf(int position) => states[position];

    public bool IsReady(int position) => states[position] == NodeState.Pending && missingInputs[position] == 0;

    public void Start(int position) => states[position] = NodeState.Started;

    /// <summary>Back to pending, for another try.</summary>
    public void Retry(int position) => states[position] = NodeState.Pending;

    /// <summary>Keeps a result; calls <paramref name="ready"/> and <paramref name="skipped"/> for what can run or be given up now.</summary>
    public void Complete(int position, object? result, Action<int> ready, Action<int, int> skipped)
    {
        states[position] = NodeState.Completed;
        if (waitingUsers[position] > 0 || isOutput[position] || IsHeld(position))
        {
            results[position] = result;
        }

        Settle(position, ready, skipped);
    }

    /// <summary>Marks a failure. What depends on it is given up when all its inputs are settled, so that the cause does not depend on timing.</summary>
    public void Fail(int position, Action<int> ready, Action<int, int> skipped)
    {
        states[position] = NodeState.Failed;
        anyFailed = true;
        Settle(position, ready, skipped);
    }

    public object? ResultOf(Node node) => results[PositionOf(node)];

    public object? ResultAt(int position) => results[position];

    /// <summary>The failed position for which one was skipped.</summary>
    public int CauseOf(int position) => causes[position];

    public Dictionary<Node, object?> OutputResults()
    {
        var outputs = new Dictionary<Node, object?>();
        for (int position = 0; position < plan.Nodes.Length; position++)
        {
            if (isOutput[position] && states[position] == NodeState.Completed)
            {
                outputs.Add(nodes[position], results[position]);
            }
        }

        return outputs;
    }

    /// <summary>Outputs that were skipped, with what failed.</summary>
    public Dictionary<Node, Node> OutputCauses()
    {
        var found = new Dictionary<Node, Node>();
        foreach ((int position, int cause) in causes)
        {
            if (isOutput[position])
            {
                found.Add(nodes[position], nodes[cause]);
            }
        }

        return found;
    }

    /// <summary>What was to run and has neither a result nor a failure.</summary>
    public ImmutableArray<Node> NotRun()
    {
        ImmutableArray<Node>.Builder found = ImmutableArray.CreateBuilder<Node>();
        for (int position = 0; position < Count; position++)
        {
            if (states[position] is NodeState.Pending or NodeState.Started or NodeState.Skipped)
            {
                found.Add(nodes[position]);
            }
        }

        return found.DrainToImmutable();
    }

    public int PositionOf(Node node)
    {
        int index = node.Index;
        return index < positions.Length ? positions[index] : index - positions.Length + plan.Nodes.Length;
    }

    private void Settle(int position, Action<int> ready, Action<int, int> skipped)
    {
        Stack<int>? given = null;
        int next = position;
        do
        {
            ReleaseInputs(next);
            if (next < plan.Nodes.Length)
            {
                for (int i = userStarts[next]; i < userStarts[next + 1]; i++)
                {
                    LoseInput(users[i], ready, skipped, ref given);
                }
            }

            for (int edge = FirstAddedUser(next); edge >= 0; edge = addedUsers[edge].Next)
            {
                LoseInput(addedUsers[edge].User, ready, skipped, ref given);
            }
        }
        while (given is not null && given.TryPop(out next));
    }

    private void LoseInput(int user, Action<int> ready, Action<int, int> skipped, ref Stack<int>? given)
    {
        if (states[user] != NodeState.Pending || --missingInputs[user] > 0)
        {
            return;
        }

        if (!anyFailed || FailedInputOf(user) is not { } cause)
        {
            ready(user);
            return;
        }

        states[user] = NodeState.Skipped;
        causes.Add(user, cause);
        skipped(user, cause);
        (given ??= []).Push(user);
    }

    private int? FailedInputOf(int position)
    {
        if (OutputsOf(position) is { } outputs)
        {
            return nodes[position].Expanding!.ToleratesFailures ? null : FirstFailed(outputs);
        }

        foreach (Node input in nodes[position].Inputs)
        {
            if (FailureBehind(PositionOf(input)) is { } cause)
            {
                return cause;
            }
        }

        return null;
    }

    private int? FirstFailed(int[] candidates)
    {
        foreach (int candidate in candidates)
        {
            if (FailureBehind(candidate) is { } cause)
            {
                return cause;
            }
        }

        return null;
    }

    /// <summary>For a failed position itself, for a skipped one its cause, otherwise null.</summary>
    private int? FailureBehind(int position) => states[position] switch
    {
        NodeState.Failed => position,
        NodeState.Skipped => causes[position],
        _ => null,
    };

    private bool IsSettled(int position) => states[position] is NodeState.Completed or NodeState.Failed or NodeState.Skipped;

    private void ReleaseInputs(int position)
    {
        foreach (Node input in nodes[position].Inputs)
        {
            Release(PositionOf(input));
        }

        ReleaseOutputs(position);
    }

    private void Release(int position)
    {
        if (--waitingUsers[position] == 0 && !isOutput[position] && !IsHeld(position))
        {
            results[position] = null;
        }
    }
}
