namespace Portolan.Graph;

/// <summary>What a store knows of the node whose result it keeps.</summary>
/// <param name="Key">The node's key, which names the entry.</param>
/// <param name="Operation">The operation's name, kept so that people can tell entries apart.</param>
/// <param name="Version">The operation's version.</param>
public readonly record struct ResultAddress(NodeKey Key, string Operation, int Version)
{
    /// <summary>The address of a node's result.</summary>
    /// <param name="node">The node.</param>
    public static ResultAddress Of(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new ResultAddress(node.Key, node.Operation.Name, node.Operation.Version);
    }
}
