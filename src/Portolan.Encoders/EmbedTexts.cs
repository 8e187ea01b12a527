using Portolan.Graph;

namespace Portolan.Encoders;

/// <summary>Texts to vectors as an operation of a graph: calls share batches, and equal texts are encoded once.</summary>
/// <remarks>
/// The key depends on the text and on the space's name and digest, not on the encoder's threads. Calls that are made in order of
/// <see cref="IEncoder{TInput}.CostOf"/> share batches with their like; within a batch texts go to the encoder in that order anyway.
/// </remarks>
/// <param name="encoder">The encoder; the caller disposes of it after the run.</param>
public sealed class EmbedTexts(ITextEncoder encoder) : BatchOperation<string, float[]>
{
    private readonly ITextEncoder encoder = encoder ?? throw new ArgumentNullException(nameof(encoder));

    /// <inheritdoc/>
    public override string Name => "encoders/embed-texts";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <summary>The name and digest of the space.</summary>
    public override object Parameters { get; } = new Settings(encoder.Space.Name, Convert.ToHexStringLower(encoder.Space.Digest.AsSpan()));

    /// <summary>As many texts as the encoder prefers; they wait for each other as long as others can come.</summary>
    public override BatchLimits BatchLimits { get; } = new() { MaxItems = encoder.PreferredBatch, Linger = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public override long CostOf(string input, OperationContext context) => encoder.CostOf(input);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<BatchResult<float[]>>> InvokeBatchAsync(
        IReadOnlyList<BatchItem<string>> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        string[] texts = new string[items.Count];
        long[] costs = new long[items.Count];
        int[] order = new int[items.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            costs[i] = encoder.CostOf(items[i].Input);
            order[i] = i;
        }

        Array.Sort(costs, order);
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = items[order[i]].Input;
        }

        int dimensions = encoder.Space.Dimensions;
        float[] vectors = new float[texts.Length * dimensions];
        encoder.Encode(texts, vectors, cancellationToken);
        var results = new BatchResult<float[]>[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            results[order[i]] = new BatchResult<float[]>(vectors.AsSpan(i * dimensions, dimensions).ToArray());
        }

        return new(results);
    }

    private sealed record Settings(string Space, string Digest);
}
