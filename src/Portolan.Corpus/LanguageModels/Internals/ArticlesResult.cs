using Portolan.Corpus.Internals;
using Portolan.Graph;

namespace Portolan.Corpus.LanguageModels.Internals;

/// <summary>Normalised articles, one a line.</summary>
/// <param name="Text">All of them.</param>
/// <param name="Articles">How many.</param>
/// <param name="TokenizerBytes">Length of the first part of the file, from which the tokeniser is trained.</param>
/// <param name="TokenizerArticles">Articles in that part.</param>
internal sealed record ArticlesResult(WorkFile Text, long Articles, long TokenizerBytes, long TokenizerArticles) : IHasFiles
{
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<ResultFile> Files => [new(Text.Path, Text.Length)];
}
