using System.Collections.Concurrent;

namespace Portolan.Graph.Tests.Batches;

internal sealed record Part(int Salt, Node<long>[] Parts);

/// <summary>A fault for one key: what goes wrong with it, and how often.</summary>
internal enum Fault
{
    None,
    Item,
    Batch,
    TransientItem,
    TransientBatch,
}

/// <summary>A random graph of calls to several batch operations and ordinary ones on several resources, with maps and conditionals.</summary>
/// <remarks>Faults are drawn from keys, so the same call fails in the same way however it is run.</remarks>
internal sealed class RandomBatchGraph
{
    public const int Resources = 3;

    private static readonly Step<Node<long>, IReadOnlyList<long>> ListOf = new(
        "list-of", (input, context) => [.. Enumerable.Range(0, (int)(context.Result(input) & 7)).Select(i => (long)(i % 5))]);

    private static readonly Step<Node<IReadOnlyList<long>>, long> Total = new("total", (input, context) => Mixer.Combine(1, context.Result(input)));

    private static readonly Step<Node<IReadOnlyList<Settled<long>>>, long> SettledTotal = new(
        "settled-total", (input, context) => Mixer.Combine(2, context.Result(input).Select(one => one.Succeeded ? one.Value : one.Error!.Length)));

    private static readonly Step<Node<long>, bool> IsOdd = new("is-odd", (input, context) => (context.Result(input) & 1) != 0);

    private readonly int seed;
    private readonly Random random;
    private readonly Node<long>[] nodes;

    public RandomBatchGraph(int seed, TaskGraph graph, bool faults)
    {
        this.seed = seed;
        random = new Random(seed);
        Faulty = faults;
        Gangs =
        [
            .. Enumerable.Range(0, 4).Select(i => new Gang<Part, long>($"gang{i / 2}", Work)
            {
                On = new Resource($"remote{i % Resources}"),
                Settings = i % 2,
                Limits = new BatchLimits
                {
                    MaxItems = 1 + random.Next(6),
                    MaxCost = random.Next(2) == 0 ? long.MaxValue : 1 + random.Next(12),
                    Linger = TimeSpan.FromMilliseconds(random.Next(3) * 10),
                },
                Cost = (input, _) => CostOf(input),
                Transient = e => e is TimeoutException,
                Whole = WholeAsync,
            }),
        ];
        Plain = new Step<Part, long>("plain", (input, context) => Work(input, context)) { Transient = e => e is TimeoutException };
        nodes = Build(graph);
        Outputs = [.. nodes.Where(_ => random.Next(3) == 0).Append(nodes[^1])];
    }

    public Gang<Part, long>[] Gangs { get; }

    public Step<Part, long> Plain { get; }

    public Node<long>[] Outputs { get; }

    public bool Faulty { get; }

    /// <summary>Calls of each key with the number of the try.</summary>
    public ConcurrentQueue<(NodeKey Key, int Attempt)> Calls { get; } = new();

    /// <summary>Called before each batch, so that a test can delay it.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    public static long CostOf(Part input) => (input.Salt * 7) % 5;

    public Fault FaultOf(NodeKey key)
    {
        ulong draw = (key.Word(2) ^ (ulong)(seed * 104_729)) % 60;
        return !Faulty ? Fault.None : draw switch { < 3 => Fault.Item, < 5 => Fault.Batch, < 9 => Fault.TransientItem, < 11 => Fault.TransientBatch, _ => Fault.None };
    }

    private async Task WholeAsync(IReadOnlyList<BatchItem<Part>> items, CancellationToken cancellationToken)
    {
        await Before();
        foreach (BatchItem<Part> item in items)
        {
            Fault fault = FaultOf(item.Context.Key);
            if (fault == Fault.TransientBatch && item.Context.Attempt == 1)
            {
                throw new TimeoutException("all busy");
            }
        }

        if (items.FirstOrDefault(item => FaultOf(item.Context.Key) == Fault.Batch) is { Context: { } culprit })
        {
            throw new InvalidDataException(items.Count == 1 ? $"poison {culprit.Key}" : "poisoned batch");
        }
    }

    private long Work(Part input, OperationContext context)
    {
        Calls.Enqueue((context.Key, context.Attempt));
        return FaultOf(context.Key) switch
        {
            Fault.Item or Fault.Batch => throw new InvalidDataException($"poison {context.Key}"),
            Fault.TransientItem or Fault.TransientBatch when context.Attempt == 1 => throw new TimeoutException("busy"),
            _ => Mixer.Combine(input.Salt, input.Parts.Select(context.Result)),
        };
    }

    private Node<long>[] Build(TaskGraph graph)
    {
        var made = new List<Node<long>>();
        int size = 12 + random.Next(30);
        for (int i = 0; i < size; i++)
        {
            // Chains, diamonds and fans: sometimes the last node, sometimes several, sometimes one that many use.
            Node<long>[] parts = random.Next(4) switch
            {
                0 => [],
                1 => [.. made.TakeLast(1)],
                2 => [.. made.Take(1)],
                _ => [.. Enumerable.Range(0, Math.Min(i, random.Next(4))).Select(_ => made[random.Next(Math.Max(0, i - 10), i)])],
            };
            made.Add(parts.Length == 0 || random.Next(6) > 0 ? Call(graph, parts) : Body(graph, parts, depth: 0));
        }

        return [.. made];
    }

    private Node<long> Call(TaskGraph graph, Node<long>[] parts)
    {
        int salt = random.Next(4);
        return random.Next(5) == 0 ? graph.Call(Plain, new Part(salt, parts)) : graph.Call(Gangs[random.Next(Gangs.Length)], new Part(salt, parts));
    }

    private Node<long> Body(TaskGraph graph, Node<long>[] parts, int depth)
    {
        Node<long> Inner(Node<long> element)
        {
            Node<long> first = Call(graph, [element, .. parts.Take(random.Next(2))]);
            return depth < 1 && random.Next(3) == 0 ? Body(graph, [first, element], depth + 1) : random.Next(2) == 0 ? first : Call(graph, [first]);
        }

        Node<IReadOnlyList<long>> list = graph.Call(ListOf, parts[0]);
        switch (random.Next(3))
        {
            case 0:
                return graph.Call(Total, graph.Map(list, (Node<long> element) => Inner(element)));
            case 1:
                return graph.Call(SettledTotal, graph.MapSettled(list, (Node<long> element) => Inner(element)));
            default:
                return graph.If(graph.Call(IsOdd, parts[0]), () => Call(graph, parts), () => Inner(parts[0]));
        }
    }
}
