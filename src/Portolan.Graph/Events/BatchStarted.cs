using System.Collections.Immutable;

namespace Portolan.Graph;

/// <summary>A batch is sent.</summary>
/// <param name="Batch">Number of the batch in the run, counted from 1.</param>
/// <param name="Nodes">The calls in it, in graph order; the <see cref="NodeStarted"/> event of each comes before this one.</param>
/// <param name="Trigger">Why it was sent now.</param>
public sealed record BatchStarted(int Batch, ImmutableArray<Node> Nodes, BatchTrigger Trigger) : GraphEvent;
