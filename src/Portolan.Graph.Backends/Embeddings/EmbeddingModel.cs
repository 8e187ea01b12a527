using Portolan.Graph.Backends.Internals;

namespace Portolan.Graph.Backends;

/// <summary>A model that turns texts into vectors, as an operation of a graph.</summary>
/// <remarks>Immutable and thread-safe. All models of one backend share its limits.</remarks>
public sealed class EmbeddingModel
{
    /// <summary>A model.</summary>
    /// <param name="backend">Where it is.</param>
    /// <param name="settings">What to ask of it; null for the provider's defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="backend"/> is null.</exception>
    /// <exception cref="ArgumentException">The backend has no embedding generator.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The dimensions are below 1.</exception>
    public EmbeddingModel(Backend backend, EmbeddingSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        Backend = backend;
        Settings = settings ?? new EmbeddingSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(Settings.Dimensions ?? 1, 1, nameof(settings));
        Embed = new EmbedOperation(backend, Settings);
    }

    /// <summary>Where the model is.</summary>
    public Backend Backend { get; }

    /// <summary>What is asked of it.</summary>
    public EmbeddingSettings Settings { get; }

    /// <summary>Gives the vector of a text, given as the node of the text; several texts share a request.</summary>
    public BatchOperation<Node<string>, float[]> Embed { get; }

    /// <summary>What a text is expected to use.</summary>
    /// <param name="text">The text.</param>
    public CallEstimate Estimate(string text)
    {
        long tokens = Backend.TokenCounter.Count(text);
        return new CallEstimate(tokens, 0, Backend.Price?.CostOf(tokens, 0));
    }
}
