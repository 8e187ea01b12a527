using Portolan.Corpus.Internals;
using Portolan.Graph;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>Normalised articles, one a line.</summary>
/// <param name="Text">All of them.</param>
/// <param name="Articles">How many.</param>
internal sealed record ArticlesResult(WorkFile Text, long Articles) : IHasFiles
{
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<ResultFile> Files => [new(Text.Path, Text.Length)];
}
