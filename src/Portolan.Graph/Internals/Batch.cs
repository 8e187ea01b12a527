namespace Portolan.Graph.Internals;

/// <summary>Calls that are sent together.</summary>
/// <param name="Positions">Their positions, ascending.</param>
/// <param name="Costs">What each counts towards the limit.</param>
/// <param name="Trigger">Why they are sent now.</param>
internal sealed record Batch(int[] Positions, long[] Costs, BatchTrigger Trigger)
{
    /// <summary>Number in the run; 0 until it is sent.</summary>
    public int Number { get; set; }

    public Batch Part(Range range) => new(Positions[range], Costs[range], BatchTrigger.Divided);
}

/// <summary>What a worker does next: a node, a batch, or nothing.</summary>
internal readonly record struct Work(int Position, Batch? Batch)
{
    public static Work None { get; } = new(-1, null);

    public bool IsNone => Position < 0 && Batch is null;
}
