using Portolan.Corpus.Internals;
using Portolan.Graph;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>An n-gram model in the model directory.</summary>
/// <param name="Model">Its file.</param>
/// <param name="Tokens">Pieces it was trained from.</param>
/// <param name="NGrams">n-grams of each length.</param>
internal sealed record TrainedModel(WorkFile Model, long Tokens, IReadOnlyList<long> NGrams) : IHasFiles
{
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<ResultFile> Files => [new(Model.Path, Model.Length)];
}
