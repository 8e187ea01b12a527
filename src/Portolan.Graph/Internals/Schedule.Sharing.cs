namespace Portolan.Graph.Internals;

/// <summary>Results that a body which is still to be expanded may turn out to need.</summary>
internal sealed partial class Schedule
{
    // Positions whose results were kept for that reason alone, by operation use.
    private readonly Dictionary<OperationUse, List<int>> held = [];

    private void ShareResults()
    {
        if (uses is null)
        {
            return;
        }

        byKey = [];
        for (int position = 0; position < Count; position++)
        {
            if (states[position] == NodeState.Pending)
            {
                uses.Expect(nodes[position]);
            }

            // What is not needed has no result and never will; a body that needs it makes its own.
            if (states[position] != NodeState.NotNeeded && uses.Of(nodes[position].Operation) is not null)
            {
                byKey.TryAdd(nodes[position].Key, position);
            }
        }
    }

    private bool IsHeld(int position)
    {
        if (uses?.Of(nodes[position].Operation) is not { Expected: > 0 } use)
        {
            return false;
        }

        if (!held.TryGetValue(use, out List<int>? kept))
        {
            held.Add(use, kept = []);
        }

        kept.Add(position);
        return true;
    }

    private void DropHeldResults()
    {
        foreach (OperationUse use in uses!.TakeFinished())
        {
            if (held.Remove(use, out List<int>? kept))
            {
                foreach (int position in kept)
                {
                    if (waitingUsers[position] == 0 && !isOutput[position])
                    {
                        results[position] = null;
                    }
                }
            }
        }
    }
}
