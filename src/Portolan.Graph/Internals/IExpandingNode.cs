using System.Collections.Immutable;

namespace Portolan.Graph.Internals;

/// <summary>A node that turns into others when its inputs are known, and gathers their results.</summary>
internal interface IExpandingNode
{
    /// <summary>The bodies that it may be made of.</summary>
    ImmutableArray<Template> Templates { get; }

    /// <summary>Whether it has a result although some of what it turned into failed.</summary>
    bool ToleratesFailures { get; }

    /// <summary>Makes the nodes for its inputs' results.</summary>
    void Expand(Expansion expansion);

    /// <summary>Its result.</summary>
    /// <param name="outputs">What the expansion's outputs gave, in their order.</param>
    object? Gather(IReadOnlyList<BatchOutcome> outputs);
}
