namespace Portolan.Graph.Internals;

/// <summary>Names for the nodes that shape a graph and call nothing.</summary>
internal sealed class StructureOperation(string name) : Operation
{
    public static StructureOperation Element { get; } = new("graph/element");

    public static StructureOperation Map { get; } = new("graph/map");

    public static StructureOperation MapSettled { get; } = new("graph/map-settled");

    public static StructureOperation If { get; } = new("graph/if");

    public override string Name => name;

    public override int Version => 1;

    // Each result in it is stored already, with the call that gave it.
    public override bool Persist => false;
}
