using System.Text;

namespace Portolan.Graph.Internals;

/// <summary>Finds what belongs to the batch group of a call: calls with equal name, version, parameters, resource, limits and types.</summary>
internal sealed class BatchGroups<T>
{
    private readonly Dictionary<Operation, T> byOperation = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string Prefix, Resource Resource, BatchLimits Limits, Type Kind), T> byContent = [];

    public int Count => byContent.Count;

    public T GetOrAdd(Node call, Func<T> make)
    {
        if (byOperation.TryGetValue(call.Operation, out T? group))
        {
            return group;
        }

        // Limits differ only when operations are told apart by settings outside their parameters; then each keeps its own. The type of the
        // node is that of the operation's input and result.
        (string, Resource, BatchLimits, Type) content =
            (Encoding.Latin1.GetString(call.Operation.KeyPrefix), call.Operation.Resource, call.BatchLimits, call.GetType());
        if (!byContent.TryGetValue(content, out group))
        {
            group = make();
            byContent.Add(content, group);
        }

        byOperation.Add(call.Operation, group);
        return group;
    }
}
