using System.Collections.Immutable;

namespace Portolan.Graph.Internals;

/// <summary>The body of a map or of a branch, traced once: the calls that its result needs.</summary>
internal sealed class Template
{
    private Template(NodeScope scope, Node? element, Node output)
    {
        Scope = scope;
        Element = element;
        Output = output;
        Nodes = NeededNodes();
        Free = [.. Nodes.SelectMany(node => node.Inputs).Append(output).Where(node => !ReferenceEquals(node.Scope, scope)).Distinct()];
        Operations =
        [
            .. Nodes.Select(node => node.Operation)
                .Concat(Nodes.SelectMany(node => node.Expanding?.Templates ?? []).SelectMany(inner => inner.Operations))
                .Distinct(ReferenceEqualityComparer.Instance).Cast<Operation>(),
        ];
    }

    public NodeScope Scope { get; }

    /// <summary>What stands for the element; null for a branch.</summary>
    public Node? Element { get; }

    /// <summary>A node of this body, the element, or a node from outside.</summary>
    public Node Output { get; }

    /// <summary>The calls, inputs first.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>Nodes from outside that the body names.</summary>
    public ImmutableArray<Node> Free { get; }

    /// <summary>Operations that the body calls, those of bodies inside it included.</summary>
    public ImmutableArray<Operation> Operations { get; }

    /// <summary>All calls, those of bodies inside it included.</summary>
    public IEnumerable<Node> AllNodes => Nodes.SelectMany(node => (node.Expanding?.Templates ?? []).SelectMany(inner => inner.AllNodes).Append(node));

    public static Template Trace<T, TResult>(TaskGraph graph, Func<Node<T>, Node<TResult>> body)
    {
        Node<T>? element = null;
        return Trace(graph, scope => element = new ElementNode<T>(scope), () => body(element!));
    }

    public static Template Trace<TResult>(TaskGraph graph, Func<Node<TResult>> body) => Trace(graph, _ => null, body);

    /// <summary>The key of the output if nodes from outside had other keys.</summary>
    public NodeKey KeyOfOutput(Func<Node, NodeKey> outer)
    {
        var keys = new Dictionary<Node, NodeKey>(ReferenceEqualityComparer.Instance);
        foreach (Node node in Nodes)
        {
            keys[node] = node.KeyWith(KeyOf);
        }

        return KeyOf(Output);

        NodeKey KeyOf(Node node) =>
            keys.TryGetValue(node, out NodeKey key) ? key : ReferenceEquals(node.Scope, Scope) ? node.Key : outer(node);
    }

    private static Template Trace<TResult>(TaskGraph graph, Func<NodeScope, Node?> makeElement, Func<Node<TResult>> body)
    {
        NodeScope scope = graph.EnterBody();
        try
        {
            Node? element = makeElement(scope);
            Node output = body() ?? throw new ArgumentException("the body gave null instead of a node", nameof(body));
            graph.CheckOwn(output, nameof(body));
            return new Template(scope, element, output);
        }
        finally
        {
            graph.LeaveBody();
        }
    }

    private ImmutableArray<Node> NeededNodes()
    {
        bool[] needed = new bool[Scope.Nodes.Count];
        Mark(Output);
        for (int i = needed.Length - 1; i >= 0; i--)
        {
            if (needed[i])
            {
                foreach (Node input in Scope.Nodes[i].Inputs)
                {
                    Mark(input);
                }
            }
        }

        return [.. Scope.Nodes.Where((_, i) => needed[i])];

        void Mark(Node node)
        {
            if (ReferenceEquals(node.Scope, Scope) && !ReferenceEquals(node, Element))
            {
                needed[node.Index] = true;
            }
        }
    }
}
