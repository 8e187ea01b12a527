using System.Collections.Immutable;

namespace Portolan.Graph;

/// <summary>Calls of one batch operation that do not depend on each other and are planned to go out together.</summary>
/// <param name="Operation">The operation of the first; those of the others have equal name, version, parameters and resource.</param>
/// <param name="Nodes">The calls, in graph order.</param>
/// <param name="Level">The most batches that come one after the other before it; batches of one operation and level wait for each other.</param>
public sealed record PlannedBatch(Operation Operation, ImmutableArray<Node> Nodes, int Level);
