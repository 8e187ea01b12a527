using System.Text.Json.Serialization;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>The verdicts on the lines of a group of shards: one file a partition.</summary>
internal sealed record VerdictSet(int ShardCount, IReadOnlyList<WorkFile> Partitions) : IHasFiles
{
    [JsonIgnore]
    public IReadOnlyList<ResultFile> Files => [.. Partitions.Select(file => new ResultFile(file.Path, file.Length))];
}
