using System.Text.Json.Serialization;

namespace Portolan.Graph.Backends.Flows;

/// <summary>What a chunk came to. There are no rows and no failures when it was ended in order before it was done.</summary>
internal sealed record FlowChunkResult : IHasFiles
{
    public required ResultFile? Rows { get; init; }

    /// <summary>Null when no line failed.</summary>
    public required ResultFile? Failures { get; init; }

    public required long Lines { get; init; }

    public required long Written { get; init; }

    public required long Dropped { get; init; }

    public required long Failed { get; init; }

    public required long Calls { get; init; }

    public required long Cached { get; init; }

    public required long Batches { get; init; }

    public required long TokensIn { get; init; }

    public required long TokensOut { get; init; }

    public required double Cost { get; init; }

    public required IReadOnlyList<FlowScoreTotal> Scores { get; init; }

    public required string? StopReason { get; init; }

    [JsonIgnore]
    public IReadOnlyList<ResultFile> Files => [.. new[] { Rows, Failures }.OfType<ResultFile>()];
}
