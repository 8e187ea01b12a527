using Microsoft.Extensions.AI;

namespace Portolan.Encoders;

/// <summary>Turns inputs into unit vectors of one space.</summary>
/// <typeparam name="TInput">What is encoded: a text, or a <see cref="Images.PixelImage"/>.</typeparam>
/// <remarks>
/// Thread-safe. A vector depends on its input alone, not on what stands beside it in a call, up to rounding of the last bits where a
/// runtime's kernels depend on the shape of a batch.
/// </remarks>
public interface IEncoder<TInput> : IEmbeddingGenerator<TInput, Embedding<float>>
{
    /// <summary>The space of the vectors.</summary>
    EmbeddingSpace Space { get; }

    /// <summary>How many inputs a call should hold at most to be quickest; more are allowed.</summary>
    int PreferredBatch { get; }

    /// <summary>The work an input makes, in units of the encoder (tokens, pixels); inputs of like cost make good batches.</summary>
    /// <param name="input">An input.</param>
    /// <returns>At least 1. May be an estimate.</returns>
    long CostOf(TInput input);

    /// <summary>Encodes inputs.</summary>
    /// <param name="inputs">Any number; longer than the model takes are cut.</param>
    /// <param name="vectors">Receives <c>inputs.Length</c> rows of <see cref="EmbeddingSpace.Dimensions"/> numbers, each of length 1.</param>
    /// <param name="cancellationToken">Ends the work between two inputs or batches.</param>
    /// <exception cref="ArgumentException"><paramref name="vectors"/> is shorter than the rows need.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    void Encode(ReadOnlySpan<TInput> inputs, Span<float> vectors, CancellationToken cancellationToken = default);
}
