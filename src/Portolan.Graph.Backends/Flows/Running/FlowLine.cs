using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>A line of the input.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Fields">The fields that the flow names; null when the line cannot be used.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
/// <param name="Raw">The line as it was read, for the list of failures.</param>
internal sealed record FlowLine(long Number, IReadOnlyDictionary<string, JsonElement>? Fields, string? Problem, byte[] Raw);
