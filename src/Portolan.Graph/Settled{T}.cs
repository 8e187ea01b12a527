using System.Text.Json.Serialization;

namespace Portolan.Graph;

/// <summary>What became of one element of a mapped list: a value, or why there is none.</summary>
/// <param name="Value">The result; the default when there is none.</param>
/// <param name="Error">The message of what failed; null when there is a result.</param>
/// <typeparam name="T">The result.</typeparam>
/// <remarks>The default value is a success with the default result.</remarks>
public readonly record struct Settled<T>(T? Value, string? Error)
{
    /// <summary>Whether there is a result.</summary>
    [JsonIgnore]
    public bool Succeeded => Error is null;
}
