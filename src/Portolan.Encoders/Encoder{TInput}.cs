using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace Portolan.Encoders;

/// <summary>What encoders share: the interface of <c>Microsoft.Extensions.AI</c> over <see cref="Encode"/>.</summary>
/// <typeparam name="TInput">As for <see cref="IEncoder{TInput}"/>.</typeparam>
/// <param name="space">The space of the vectors.</param>
public abstract class Encoder<TInput>(EmbeddingSpace space) : IEncoder<TInput>
{
    /// <inheritdoc/>
    public EmbeddingSpace Space { get; } = space ?? throw new ArgumentNullException(nameof(space));

    /// <inheritdoc/>
    public abstract int PreferredBatch { get; }

    /// <inheritdoc/>
    public abstract long CostOf(TInput input);

    /// <inheritdoc/>
    public abstract void Encode(ReadOnlySpan<TInput> inputs, Span<float> vectors, CancellationToken cancellationToken = default);

    /// <summary>Encodes inputs, with the interface of <c>Microsoft.Extensions.AI</c>; the work is done on the calling thread.</summary>
    /// <param name="values">Inputs.</param>
    /// <param name="options">Only <see cref="EmbeddingGenerationOptions.Dimensions"/> is looked at: a number other than the space's is refused.</param>
    /// <param name="cancellationToken">Ends the work between two inputs or batches.</param>
    /// <returns>One embedding for each input, in their order.</returns>
    /// <exception cref="ArgumentException">Other dimensions than the space's are asked for.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is int asked && asked != Space.Dimensions)
        {
            throw new ArgumentException($"{asked} dimensions asked of {Space}", nameof(options));
        }

        List<TInput> inputs = [.. values];
        float[] rows = new float[inputs.Count * Space.Dimensions];
        Encode(CollectionsMarshal.AsSpan(inputs), rows, cancellationToken);
        var result = new GeneratedEmbeddings<Embedding<float>>(inputs.Count);
        for (int i = 0; i < inputs.Count; i++)
        {
            result.Add(new Embedding<float>(rows.AsMemory(i * Space.Dimensions, Space.Dimensions)) { ModelId = Space.Name });
        }

        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("portolan", null, Space.Name, Space.Dimensions)
            : serviceType == typeof(EmbeddingSpace) ? Space
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Frees what the encoder holds outside the managed heap.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the encoder holds outside the managed heap; the default holds nothing.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
