using System.Collections.Immutable;

namespace Portolan.Graph.Internals;

/// <summary>The edges of the plan, which are counted and sorted once.</summary>
internal sealed partial class Schedule
{
    private int[] IndexPositions()
    {
        int[] found = new int[plan.GraphSize];
        Array.Fill(found, -1);
        for (int position = 0; position < Count; position++)
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
        // Counting sort of the edges by input: count, sum up, place from the back.
        foreach (Node node in nodes)
        {
            foreach (Node input in node.Inputs)
            {
                userStarts[InputPosition(node, input)]++;
            }
        }

        int sum = 0;
        for (int position = 0; position < Count; position++)
        {
            sum += userStarts[position];
            userStarts[position] = sum;
        }

        userStarts[Count] = sum;
        int[] placed = new int[sum];
        for (int position = Count - 1; position >= 0; position--)
        {
            foreach (Node input in nodes[position].Inputs)
            {
                placed[--userStarts[PositionOf(input)]] = position;
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
        for (int position = 0; position < Count; position++)
        {
            if (states[position] == NodeState.Pending)
            {
                missingInputs[position] = CountUnsettled(nodes[position].Inputs);
            }
        }
    }

    private int CountUnsettled(ImmutableArray<Node> inputs)
    {
        int count = 0;
        foreach (Node input in inputs)
        {
            count += IsSettled(PositionOf(input)) ? 0 : 1;
        }

        return count;
    }
}
