namespace Portolan.Graph.Backends;

/// <summary>What is asked of an embedding model. All of it is part of keys.</summary>
public sealed record EmbeddingSettings
{
    /// <summary>Numbers in a vector.</summary>
    /// <value>Default null: as many as the model gives.</value>
    public int? Dimensions { get; init; }

    /// <summary>What the vectors are for, where the provider asks, such as Cohere's <c>search_document</c> and <c>search_query</c>.</summary>
    /// <value>Default null: the provider's default; for Cohere <c>search_document</c>.</value>
    public string? Purpose { get; init; }
}
