using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The list that a step fans out over.</summary>
internal static class ForEachList
{
    /// <summary>More items than this in one line are taken for a fault of the data.</summary>
    public const int MaxItems = 100_000;

    /// <exception cref="StepException">There is no list, or it is too long.</exception>
    public static JsonElement Of(string path, IReadOnlyDictionary<string, JsonElement> values)
    {
        JsonElement list = JsonPath.Get(path, values);
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new StepException($"for-each: {path} is {JsonPath.Describe(list)}, expected a list");
        }

        return list.GetArrayLength() <= MaxItems ? list
            : throw new StepException($"for-each: {path} has {list.GetArrayLength()} items, expected at most {MaxItems}");
    }
}
