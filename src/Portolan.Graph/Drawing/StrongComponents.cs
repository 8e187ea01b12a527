namespace Portolan.Graph.Drawing;

/// <summary>Strongly connected components by Tarjan's algorithm (1972), with a stack of its own so that long chains do no harm.</summary>
internal static class StrongComponents
{
    /// <summary>For each vertex the number of its component.</summary>
    public static int[] Of(int[][] successors)
    {
        int count = successors.Length, visited = 0, components = 0;
        int[] index = new int[count], low = new int[count], component = new int[count], next = new int[count];
        Array.Fill(index, -1);
        Array.Fill(component, -1);
        var path = new Stack<int>();
        var open = new Stack<int>();
        for (int root = 0; root < count; root++)
        {
            if (index[root] >= 0)
            {
                continue;
            }

            path.Push(root);
            while (path.TryPeek(out int vertex))
            {
                if (next[vertex] == 0)
                {
                    index[vertex] = low[vertex] = visited++;
                    open.Push(vertex);
                }

                if (next[vertex] < successors[vertex].Length)
                {
                    int successor = successors[vertex][next[vertex]++];
                    if (index[successor] < 0)
                    {
                        path.Push(successor);
                    }
                    else if (component[successor] < 0)
                    {
                        low[vertex] = Math.Min(low[vertex], index[successor]);
                    }

                    continue;
                }

                path.Pop();
                if (path.TryPeek(out int parent))
                {
                    low[parent] = Math.Min(low[parent], low[vertex]);
                }

                if (low[vertex] == index[vertex])
                {
                    int member;
                    do
                    {
                        member = open.Pop();
                        component[member] = components;
                    }
                    while (member != vertex);
                    components++;
                }
            }
        }

        return component;
    }
}
