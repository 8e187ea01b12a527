using Portolan.Corpus.Internals;
using Portolan.Graph;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>A tokeniser in the model directory.</summary>
/// <param name="Model">Its file.</param>
/// <param name="VocabularySize">Its pieces.</param>
internal sealed record TrainedTokenizer(WorkFile Model, int VocabularySize) : IHasFiles
{
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<ResultFile> Files => [new(Model.Path, Model.Length)];
}
