using System.Globalization;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Embeds the texts of a batch in one request.</summary>
internal sealed class EmbedOperation : BatchOperation<Node<string>, float[]>
{
    /// <summary>Under this name the purpose of vectors travels in <see cref="EmbeddingGenerationOptions.AdditionalProperties"/>.</summary>
    public const string PurposeProperty = "input_type";

    private readonly Backend backend;
    private readonly EmbeddingSettings settings;
    private readonly IEmbeddingGenerator<string, Embedding<float>> generator;

    public EmbedOperation(Backend backend, EmbeddingSettings settings)
    {
        this.backend = backend;
        this.settings = settings;
        generator = backend.Embeddings ?? throw new ArgumentException($"backend {backend.Name} has no embedding generator", nameof(backend));
        Parameters = new EmbeddingParameters(backend.Name, backend.Provider, backend.Model, backend.AddressKind, settings.Dimensions, settings.Purpose);
    }

    public override string Name => "backends/embed";

    public override int Version => 1;

    public override Resource Resource => backend.Resource;

    public override object? Parameters { get; }

    public override BatchLimits BatchLimits => backend.EmbeddingBatches;

    public override long CostOf(Node<string> input, OperationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return backend.TokenCounter.Count(context.Result(input));
    }

    public override async ValueTask<IReadOnlyList<BatchResult<float[]>>> InvokeBatchAsync(
        IReadOnlyList<BatchItem<Node<string>>> items, CancellationToken cancellationToken) =>
        await BatchFaults.TogetherAsync(items, () => EmbedAsync(items, cancellationToken)).ConfigureAwait(false);

    private async Task<IReadOnlyList<BatchResult<float[]>>> EmbedAsync(IReadOnlyList<BatchItem<Node<string>>> items, CancellationToken cancellationToken)
    {
        string[] texts = [.. items.Select(item => item.Context.Result(item.Input))];
        long[] counts = [.. texts.Select(backend.TokenCounter.Count)];
        var options = new EmbeddingGenerationOptions { Dimensions = settings.Dimensions };
        if (settings.Purpose is { } purpose)
        {
            options.AdditionalProperties = new AdditionalPropertiesDictionary { [PurposeProperty] = purpose };
        }

        var estimate = new TokenAmount(counts.Sum(), 0);
        GeneratedEmbeddings<Embedding<float>> vectors = await backend.Gate.SendAsync(
            estimate,
            new CallScope(items[0].Context),
            async token => Checked(await generator.GenerateAsync(texts, options, token).ConfigureAwait(false), texts.Length),
            reply => new TokenAmount(reply.Usage?.InputTokenCount ?? estimate.In, 0),
            cancellationToken).ConfigureAwait(false);
        long[] shares = Apportion.Whole(vectors.Usage?.InputTokenCount ?? estimate.In, counts);
        for (int i = 0; i < items.Count; i++)
        {
            backend.Charge(items[i].Context, new TokenAmount(shares[i], 0));
        }

        return [.. vectors.Select(one => new BatchResult<float[]>(one.Vector.ToArray()))];
    }

    private GeneratedEmbeddings<Embedding<float>> Checked(GeneratedEmbeddings<Embedding<float>> vectors, int expected)
    {
        if (vectors.Count != expected)
        {
            throw new BackendException(
                string.Create(CultureInfo.InvariantCulture, $"{backend.Name} gave {vectors.Count} vectors for {expected} texts"), isTransient: true);
        }

        if (settings.Dimensions is { } dimensions && vectors.FirstOrDefault(one => one.Vector.Length != dimensions) is { } other)
        {
            throw new BackendException(
                string.Create(CultureInfo.InvariantCulture, $"{backend.Name} gave a vector of {other.Vector.Length} numbers, and {dimensions} were asked for"),
                "the model may not be able to shorten its vectors; leave Dimensions away");
        }

        return vectors;
    }

    private sealed record EmbeddingParameters(string Backend, string Provider, string Model, string Address, int? Dimensions, string? Purpose);
}
