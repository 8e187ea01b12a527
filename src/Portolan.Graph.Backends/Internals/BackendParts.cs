using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>What a provider brings to a <see cref="Backend"/>.</summary>
internal sealed record BackendParts
{
    public required string Name { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required BackendLimits Limits { get; init; }

    public string AddressKind { get; init; } = "own";

    public string? TemplateSource { get; init; }

    public bool SendsSchema { get; init; }

    public IChatClient? Chat { get; init; }

    public IEmbeddingGenerator<string, Embedding<float>>? Embeddings { get; init; }

    public IPromptBatchClient? PromptBatches { get; init; }

    public IBatchFileClient? BatchFiles { get; init; }

    public ITokenCounter TokenCounter { get; init; } = ByteTokenCounter.Instance;

    /// <summary>A price that is known without a table.</summary>
    public ModelPrice? Price { get; init; }

    public BatchLimits ChatBatches { get; init; } = new() { MaxItems = 1, Linger = TimeSpan.Zero };

    public BatchLimits EmbeddingBatches { get; init; } = BatchLimits.Default;

    public Secret? Key { get; init; }

    public IDisposable[] Owned { get; init; } = [];
}
