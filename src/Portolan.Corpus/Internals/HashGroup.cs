using System.Text.Json.Serialization;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>The line hashes of the shards that are compared with each other, in input order.</summary>
internal sealed record HashGroup(IReadOnlyList<WorkFile> Hashes) : IHasFiles
{
    [JsonIgnore]
    public IReadOnlyList<ResultFile> Files => [.. Hashes.Select(file => new ResultFile(file.Path, file.Length))];
}
