namespace Portolan.Graph.Tests;

/// <summary>A random graph of mixing calls with repeated work, over three resources, and what a naive evaluation gives for it.</summary>
internal sealed class RandomGraph
{
    public static readonly Resource Remote = new("remote");

    public RandomGraph(int seed, Mixer[] mixers, int size = 60)
    {
        var random = new Random(seed);
        for (int i = 0; i < size; i++)
        {
            // Few salts and a small window of inputs make equal calls likely.
            Node<long>[] parts = [.. Enumerable.Range(0, Math.Min(i, random.Next(4))).Select(_ => Nodes[random.Next(Math.Max(0, i - 12), i)])];
            int salt = random.Next(4);
            int mixer = random.Next(mixers.Length);
            Node<long> node = Graph.Call(mixers[mixer], new Mix(salt, parts));
            Nodes.Add(node);
            Expected.Add(node, Mixer.Combine(salt, parts.Select(part => Expected[part])));
        }

        Outputs = [.. Nodes.Where(_ => random.Next(5) == 0).Append(Nodes[^1])];
        Needed = [];
        foreach (Node output in Outputs)
        {
            Need(output);
        }
    }

    public TaskGraph Graph { get; } = new();

    public List<Node<long>> Nodes { get; } = [];

    public Dictionary<Node, long> Expected { get; } = [];

    public Node<long>[] Outputs { get; }

    public HashSet<NodeKey> Needed { get; }

    public static Mixer[] Mixers(Func<Mix, OperationContext, CancellationToken, Task>? before = null) =>
        [new(Resource.Cpu, before), new(Resource.Disk, before), new(Remote, before)];

    private void Need(Node node)
    {
        Needed.Add(node.Key);
        foreach (Node input in node.Inputs)
        {
            Need(input);
        }
    }
}
