using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>Probabilities of one order's n-grams, as they stand in its list, and what the next order needs of them.</summary>
internal sealed class OrderEstimate(Workspace workspace) : IDisposable
{
    /// <summary>Interpolated probability of each n-gram; of a pruned one what it would be.</summary>
    public RecordList<float> Probabilities { get; } = new(workspace);

    /// <summary>For each n-gram the number of its context among those of its length, in suffix order; empty for unigrams.</summary>
    public RecordList<uint> Contexts { get; } = new(workspace);

    /// <summary>Back-off of each n-gram that is a context, that is, does not end in a marker; empty for the highest order.</summary>
    public RecordList<float> Backoffs { get; } = new(workspace);

    public void Dispose()
    {
        Probabilities.Dispose();
        Contexts.Dispose();
        Backoffs.Dispose();
    }
}
