namespace Portolan.Graph.Backends;

/// <summary>Which backend to open, as a user writes it into a flow or recipe. Holds the name of a key's variable, never a key.</summary>
public sealed record BackendSettings
{
    /// <summary>How to speak to it.</summary>
    /// <value>
    /// Default <c>template</c>, which is no language model. <c>openai</c> speaks <c>/v1/chat/completions</c> and <c>/v1/embeddings</c>
    /// (OpenAI, vLLM, Ollama, llama.cpp and others); <c>openai-completions</c> speaks <c>/v1/completions</c>, which takes several prompts in
    /// one request; <c>azure</c>; <c>cohere</c> (version 2 of its chat and embed) and <c>cohere-generate</c> (version 1 of its generate).
    /// </value>
    public string Provider { get; init; } = "template";

    /// <summary>The provider's name of the model; for Azure the name of the deployment.</summary>
    /// <value>Default <c>template</c>.</value>
    public string Model { get; init; } = "template";

    /// <summary>The name of the backend's <see cref="Resource"/>, and part of keys.</summary>
    /// <value>Default null: provider and model, such as <c>openai/gpt-4o-mini</c>. Two servers with the same model name need two names.</value>
    public string? Name { get; init; }

    /// <summary>Where it is, such as <c>http://localhost:11434/v1</c>; for Azure the resource's address.</summary>
    /// <value>Default null: the provider's own address.</value>
    public Uri? Address { get; init; }

    /// <summary>The environment variable that holds the key.</summary>
    /// <value>
    /// Default null: <c>OPENAI_API_KEY</c>, <c>AZURE_OPENAI_API_KEY</c> or <c>COHERE_API_KEY</c> at the provider's own address and for Azure;
    /// none at any other <see cref="Address"/>, so that a key never goes to a server that it was not meant for.
    /// </value>
    public string? KeyVariable { get; init; }

    /// <summary>The <c>api-version</c> of Azure's older addresses.</summary>
    /// <value>Default null: the address <c>/openai/v1</c>, which needs none.</value>
    public string? ApiVersion { get; init; }

    /// <summary>What the template backend replies; see <see cref="TemplateText"/>.</summary>
    /// <value>Default null: a sentence that names itself a template.</value>
    public string? Template { get; init; }

    /// <summary>Limits for all operations that use the backend.</summary>
    public BackendLimits Limits { get; init; } = new();

    /// <summary>Whether the backend will never be called, so that it needs no key; keys of nodes are the same.</summary>
    internal bool IsOffline { get; init; }

    /// <summary>How calls are gathered into batches.</summary>
    /// <value>Default null: what suits the provider; see <see cref="Backend.ChatBatches"/> and <see cref="Backend.EmbeddingBatches"/>.</value>
    public BatchLimits? Batches { get; init; }
}
