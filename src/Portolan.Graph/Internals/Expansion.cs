using System.Collections.Immutable;

namespace Portolan.Graph.Internals;

/// <summary>What a map or conditional turns into: first candidates, of which the schedule takes those that it needs and does not have.</summary>
/// <remarks>A candidate's <see cref="Node.Index"/> is the complement of its position here until the schedule has placed it.</remarks>
internal sealed class Expansion(Node owner, NodeScope scope, Func<Node, object?> resultOf)
{
    private readonly Dictionary<NodeKey, Candidate> byKey = [];
    private readonly Dictionary<Node, Node> outer = OuterNodes(owner);

    /// <summary>Inputs first.</summary>
    public List<Candidate> Candidates { get; } = [];

    /// <summary>One for each element.</summary>
    public List<Node> Outputs { get; } = [];

    public object? ResultOf(Node input) => resultOf(input);

    /// <summary>Adds the nodes of a body for one element.</summary>
    public void Add(Template body, Func<NodeScope, int, Node>? makeElement, object? element, int? position)
    {
        var made = new Node?[body.Scope.Nodes.Count];
        Node? elementNode = null;
        if (makeElement is not null)
        {
            Node candidate = makeElement(scope, ~Candidates.Count);
            elementNode = Admit(candidate, known: true, element);
        }

        Func<Node, NodeKey> keyOf = node => Resolve(node).Key;
        foreach (Node template in body.Nodes)
        {
            NodeKey key = template.KeyWith(keyOf);
            if (byKey.TryGetValue(key, out Candidate? existing))
            {
                made[template.Index] = existing.Node;
                continue;
            }

            ImmutableArray<Node>.Builder inputs = ImmutableArray.CreateBuilder<Node>(template.Inputs.Length);
            foreach (Node input in template.Inputs)
            {
                inputs.Add(Resolve(input));
            }

            made[template.Index] = Admit(
                template.Instantiate(scope, ~Candidates.Count, key, inputs.MoveToImmutable(), new Origin(template, owner, position)), known: false, null);
        }

        Outputs.Add(Resolve(body.Output));

        Node Resolve(Node node) =>
            !ReferenceEquals(node.Scope, body.Scope) ? outer.GetValueOrDefault(node, node)
            : ReferenceEquals(node, body.Element) ? elementNode!
            : made[node.Index]!;
    }

    /// <summary>Decides, from the outputs backwards, which candidates are needed; asks the store for those that the run does not have.</summary>
    public void Demand(IResultStore? store, Action<Node, string> rejected, CancellationToken cancellationToken)
    {
        Outputs.ForEach(Need);
        for (int i = Candidates.Count - 1; i >= 0; i--)
        {
            Candidate candidate = Candidates[i];
            if (!candidate.Needed || candidate.Known || candidate.Shared)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (store is not null && candidate.Node.Operation.Persist)
            {
                StoreLookup<object?> lookup = candidate.Node.Find(store);
                if (lookup.Found)
                {
                    (candidate.Known, candidate.FromStore, candidate.Value) = (true, true, lookup.Value);
                    continue;
                }

                if (lookup.Rejection is { } reason)
                {
                    rejected(candidate.Node, reason);
                }
            }

            foreach (Node input in candidate.Node.Inputs)
            {
                Need(input);
            }
        }
    }

    private static Dictionary<Node, Node> OuterNodes(Node owner)
    {
        var found = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        if (owner.Origin is { } origin)
        {
            for (int i = 0; i < owner.Inputs.Length; i++)
            {
                found[origin.Template.Inputs[i]] = owner.Inputs[i];
            }
        }

        return found;
    }

    private Node Admit(Node node, bool known, object? value)
    {
        if (byKey.TryGetValue(node.Key, out Candidate? existing))
        {
            return existing.Node;
        }

        var candidate = new Candidate(node) { Known = known, Value = value };
        byKey.Add(node.Key, candidate);
        Candidates.Add(candidate);
        return node;
    }

    private void Need(Node node)
    {
        // What is placed already is an input of the owner.
        if (node.Index < 0)
        {
            Candidates[~node.Index].Needed = true;
        }
    }

    /// <summary>A node that may become part of the run.</summary>
    internal sealed class Candidate(Node node)
    {
        public Node Node { get; } = node;

        public bool Needed { get; set; }

        /// <summary>Whether the run has a node with this key already.</summary>
        public bool Shared { get; set; }

        public bool Known { get; set; }

        public bool FromStore { get; set; }

        public object? Value { get; set; }
    }
}
