using System.Collections.Immutable;
using System.Text;

namespace Portolan.Graph.Internals;

/// <summary>Which operations may still be called by bodies that are not expanded yet.</summary>
internal sealed class OperationUses
{
    // Operations are told apart by what enters their keys; the first dictionary only saves looking at that again.
    private readonly Dictionary<Operation, OperationUse?> byOperation = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, OperationUse> byPrefix = new(StringComparer.Ordinal);
    private readonly List<OperationUse> finished = [];

    private OperationUses()
    {
    }

    /// <summary>Null when no node has a body.</summary>
    public static OperationUses? In(ImmutableArray<Node> nodes)
    {
        OperationUses? uses = null;
        foreach (Node node in nodes)
        {
            foreach (Template template in node.Expanding?.Templates ?? [])
            {
                uses ??= new OperationUses();
                foreach (Operation operation in template.Operations)
                {
                    uses.Admit(operation);
                }
            }
        }

        return uses;
    }

    /// <summary>Null for an operation that occurs in no body.</summary>
    public OperationUse? Of(Operation operation)
    {
        if (!byOperation.TryGetValue(operation, out OperationUse? use))
        {
            use = byPrefix.GetValueOrDefault(NameOf(operation));
            byOperation.Add(operation, use);
        }

        return use;
    }

    /// <summary>A map or conditional will be expanded; nothing for other nodes.</summary>
    public void Expect(Node node)
    {
        foreach (Template template in node.Expanding?.Templates ?? [])
        {
            foreach (Operation operation in template.Operations)
            {
                Of(operation)!.Expected++;
            }
        }
    }

    /// <summary>A map or conditional was expanded, or never will be.</summary>
    public void Forget(Node node)
    {
        foreach (Template template in node.Expanding!.Templates)
        {
            foreach (Operation operation in template.Operations)
            {
                OperationUse use = Of(operation)!;
                if (--use.Expected == 0)
                {
                    finished.Add(use);
                }
            }
        }
    }

    /// <summary>The operations that no body will call any more, each once.</summary>
    public OperationUse[] TakeFinished()
    {
        OperationUse[] taken = [.. finished.Where(use => use.Expected == 0).Distinct()];
        finished.Clear();
        return taken;
    }

    private static string NameOf(Operation operation) => Encoding.Latin1.GetString(operation.KeyPrefix);

    private void Admit(Operation operation)
    {
        string name = NameOf(operation);
        if (!byPrefix.TryGetValue(name, out OperationUse? use))
        {
            byPrefix.Add(name, use = new OperationUse());
        }

        byOperation[operation] = use;
    }
}

/// <summary>How many maps and conditionals may still call an operation.</summary>
internal sealed class OperationUse
{
    public int Expected { get; set; }
}
