namespace Portolan.Graph.Drawing;

/// <summary>A plan as numbers: nodes by position, what each needs, which planned batch it is in.</summary>
internal sealed class PlanEdges
{
    public PlanEdges(GraphPlan plan)
    {
        Nodes = [.. plan.Nodes];
        var positions = new Dictionary<Node, int>(Nodes.Length);
        for (int i = 0; i < Nodes.Length; i++)
        {
            positions.Add(Nodes[i], i);
        }

        Inputs = new int[Nodes.Length][];
        IsOutput = new bool[Nodes.Length];
        Batch = new int[Nodes.Length];
        Array.Fill(Batch, -1);
        for (int i = 0; i < Nodes.Length; i++)
        {
            // An input that a pass took out of the plan is not run, and so is not drawn.
            Inputs[i] = [.. plan.InputsOf(Nodes[i]).Select(input => positions.GetValueOrDefault(input, -1)).Where(input => input >= 0).Distinct()];
            EdgeCount += Inputs[i].Length;
        }

        foreach (Node output in plan.Outputs)
        {
            if (positions.TryGetValue(plan.Resolve(output), out int position))
            {
                IsOutput[position] = true;
            }
        }

        BatchSizes = new int[plan.Batches.Length];
        for (int batch = 0; batch < plan.Batches.Length; batch++)
        {
            foreach (Node node in plan.Batches[batch].Nodes)
            {
                if (positions.TryGetValue(plan.Resolve(node), out int position) && Batch[position] < 0)
                {
                    Batch[position] = batch;
                    BatchSizes[batch]++;
                }
            }
        }

        // A call that stands alone is drawn as what it is.
        for (int i = 0; i < Nodes.Length; i++)
        {
            if (Batch[i] >= 0 && BatchSizes[Batch[i]] == 1)
            {
                Batch[i] = -1;
            }
        }
    }

    public Node[] Nodes { get; }

    /// <summary>By position: the positions of its inputs, each once; all smaller than its own.</summary>
    public int[][] Inputs { get; }

    public bool[] IsOutput { get; }

    /// <summary>By position: the number of the planned batch, or -1.</summary>
    public int[] Batch { get; }

    /// <summary>By batch: nodes in it.</summary>
    public int[] BatchSizes { get; }

    public long EdgeCount { get; }

    /// <summary>By position: the positions of the nodes that need it.</summary>
    public int[][] Users()
    {
        int[] counts = new int[Nodes.Length];
        foreach (int input in Inputs.SelectMany(inputs => inputs))
        {
            counts[input]++;
        }

        int[][] users = [.. counts.Select(count => new int[count])];
        for (int i = Nodes.Length - 1; i >= 0; i--)
        {
            foreach (int input in Inputs[i])
            {
                users[input][--counts[input]] = i;
            }
        }

        return users;
    }
}
