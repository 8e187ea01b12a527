namespace Portolan.Graph.Internals;

/// <summary>Nodes that maps and conditionals turn into while the plan runs.</summary>
internal sealed partial class Schedule
{
    private const int NoEdge = -1;

    // Users that came later than the plan, as linked lists: the first edge of each position, and the edges.
    private int[]? firstAddedUser;
    private readonly List<(int User, int Next)> addedUsers = [];

    // What each map or conditional that knows its inputs has turned into: a position for each element.
    private readonly Dictionary<int, int[]> outputsOf = [];

    // Positions by key, of the nodes that a body may turn out to contain; null when there is no body.
    private Dictionary<NodeKey, int>? byKey;

    /// <summary>Operations in the bodies that are still to be expanded; null when the plan has no map or conditional.</summary>
    public OperationUses? Uses => uses;

    /// <summary>What a map or conditional has turned into, or null when it is still to be expanded.</summary>
    public int[]? OutputsOf(int position) => outputsOf.Count == 0 ? null : outputsOf.GetValueOrDefault(position);

    /// <summary>The position of a node that is or was part of the run, and whose result is or will be there; -1 when there is none.</summary>
    public int Find(NodeKey key) => byKey is not null && byKey.TryGetValue(key, out int position) ? position : -1;

    /// <summary>Takes up the candidates that are needed and not here yet, and makes the owner wait for its outputs.</summary>
    /// <param name="owner">The map or conditional, which is being run.</param>
    /// <param name="expansion">What it turns into, demanded.</param>
    /// <param name="added">Called for each position that was added, before any of them is ready.</param>
    /// <param name="ready">Called for each position that can run at once.</param>
    /// <param name="skipped">Called for each position that never can, with what failed.</param>
    public void Expand(int owner, Expansion expansion, Action<int> added, Action<int> ready, Action<int, int> skipped)
    {
        if (firstAddedUser is null)
        {
            Grow(Count + 64);
        }

        int before = Count;
        foreach (Expansion.Candidate candidate in expansion.Candidates)
        {
            if (candidate.Needed)
            {
                TakeUp(candidate);
            }
        }

        for (int position = before; position < Count; position++)
        {
            added(position);
        }

        int[] outputs = [.. expansion.Outputs.Select(PositionOf)];
        foreach (int output in outputs)
        {
            waitingUsers[output]++;
        }

        outputsOf.Add(owner, outputs);
        states[owner] = NodeState.Pending;

        // From here on the owner cannot become ready under our hands: it counts one more until its outputs are counted.
        missingInputs[owner] = 1;
        for (int position = before; position < Count; position++)
        {
            if (states[position] == NodeState.Pending && missingInputs[position] == 0)
            {
                Resolve(position, ready, skipped);
            }
        }

        foreach (int output in outputs)
        {
            if (!IsSettled(output))
            {
                missingInputs[owner]++;
                AddUser(output, owner);
            }
        }

        uses!.Forget(nodes[owner]);
        DropHeldResults();
        Stack<int>? given = null;
        LoseInput(owner, ready, skipped, ref given);
        SettleAll(given, ready, skipped);
    }

    private void TakeUp(Expansion.Candidate candidate)
    {
        int shared = Find(candidate.Node.Key);
        if (shared >= 0 && (!candidate.Known || states[shared] == NodeState.Completed))
        {
            candidate.Node.Place(IndexOf(shared));
            if (candidate.Known)
            {
                // The one that is here may have been dropped after its last user.
                results[shared] = candidate.Value;
            }

            return;
        }

        int position = Append(candidate.Node);
        byKey![candidate.Node.Key] = position;
        if (candidate.Known)
        {
            states[position] = NodeState.Completed;
            results[position] = candidate.Value;
            FromStore += candidate.FromStore ? 1 : 0;
            return;
        }

        states[position] = NodeState.Pending;
        ToRun++;
        uses!.Expect(candidate.Node);
        foreach (Node input in candidate.Node.Inputs)
        {
            int at = PositionOf(input);
            waitingUsers[at]++;
            if (!IsSettled(at))
            {
                missingInputs[position]++;
                AddUser(at, position);
            }
        }
    }

    private void Resolve(int position, Action<int> ready, Action<int, int> skipped)
    {
        Stack<int>? given = null;
        missingInputs[position] = 1;
        LoseInput(position, ready, skipped, ref given);
        SettleAll(given, ready, skipped);
    }

    private void SettleAll(Stack<int>? given, Action<int> ready, Action<int, int> skipped)
    {
        while (given is not null && given.TryPop(out int next))
        {
            Settle(next, ready, skipped);
        }
    }

    private int IndexOf(int position) =>
        position < plan.Nodes.Length ? nodes[position].Index : positions.Length + position - plan.Nodes.Length;

    private int Append(Node node)
    {
        int position = Count;
        if (position == nodes.Length)
        {
            Grow(position + (position / 2));
        }

        Count++;
        nodes[position] = node;
        node.Place(positions.Length + position - plan.Nodes.Length);
        return position;
    }

    private void Grow(int capacity)
    {
        // The first time this also leaves the plan's own array of nodes alone.
        Array.Resize(ref nodes, capacity);
        Array.Resize(ref states, capacity);
        Array.Resize(ref results, capacity);
        Array.Resize(ref isOutput, capacity);
        Array.Resize(ref missingInputs, capacity);
        Array.Resize(ref waitingUsers, capacity);
        int known = firstAddedUser?.Length ?? 0;
        Array.Resize(ref firstAddedUser, capacity);
        firstAddedUser.AsSpan(known).Fill(NoEdge);
    }

    private void AddUser(int position, int user)
    {
        addedUsers.Add((user, firstAddedUser![position]));
        firstAddedUser[position] = addedUsers.Count - 1;
    }

    private int FirstAddedUser(int position) => firstAddedUser is null ? NoEdge : firstAddedUser[position];

    private void ReleaseOutputs(int position)
    {
        if (OutputsOf(position) is { } outputs)
        {
            foreach (int output in outputs)
            {
                Release(output);
            }
        }
        else if (uses is not null && nodes[position].Expanding is not null)
        {
            // It failed or was skipped before it knew its inputs.
            uses.Forget(nodes[position]);
            DropHeldResults();
        }
    }
}
