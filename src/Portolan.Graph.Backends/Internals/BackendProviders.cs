using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>The one catalogue of providers that are built in.</summary>
internal static class BackendProviders
{
    private static readonly Uri OpenAiAddress = new("https://api.openai.com/v1/");
    private static readonly Uri CohereAddress = new("https://api.cohere.com/");

    // OpenAI takes 20 prompts in a request of completions; other servers of that protocol set no such limit.
    private static readonly BatchLimits OpenAiPrompts = new() { MaxItems = 20, MaxCost = 100_000 };
    private static readonly BatchLimits OwnPrompts = new() { MaxItems = 32, MaxCost = 100_000 };

    // OpenAI takes 2,048 texts and 300,000 tokens in a request; the token counts are estimates, hence the distance.
    private static readonly BatchLimits OpenAiTexts = new() { MaxItems = 512, MaxCost = 200_000 };
    private static readonly BatchLimits CohereTexts = new() { MaxItems = 96 };

    public static BackendParts Open(BackendSettings settings, TimeProvider timeProvider)
    {
        ArgumentException.ThrowIfNullOrEmpty(settings.Model);
        string name = settings.Name ?? (settings is { Provider: "template", Model: "template" } ? "template" : $"{settings.Provider}/{settings.Model}");
        return settings.Provider switch
        {
            "openai" or "openai-completions" or "azure" => OpenOpenAi(settings, name, timeProvider),
            "cohere" or "cohere-generate" => OpenCohere(settings, name, timeProvider),
            "template" => OpenTemplate(settings, name),
            _ => throw new BackendException(
                $"the provider {Text.Shorten(settings.Provider, 60)} is not known", "known are openai, openai-completions, azure, cohere, cohere-generate and template"),
        };
    }

    private static BackendParts OpenOpenAi(BackendSettings settings, string name, TimeProvider timeProvider)
    {
        bool isAzure = settings.Provider == "azure";
        bool isOwn = !isAzure && settings.Address is not null;
        if (isAzure && settings.Address is null)
        {
            throw new BackendException($"backend {name} needs the address of its Azure resource", "write it as https://NAME.openai.azure.com");
        }

        Uri address = BackendHttp.Checked(settings.Address ?? OpenAiAddress, name);
        Secret? key = KeyOf(settings, isOwn ? null : isAzure ? "AZURE_OPENAI_API_KEY" : "OPENAI_API_KEY", name);
        OpenAiEndpoint endpoint = isAzure ? OpenAiEndpoint.OfAzure(address, settings.ApiVersion, settings.Model) : OpenAiEndpoint.Of(address);
        var faults = new FaultReader(name, key);
        var transport = new OpenAiTransport(endpoint, key, faults, timeProvider);
        var parts = new BackendParts
        {
            Name = name,
            Provider = settings.Provider,
            Model = settings.Model,
            Limits = settings.Limits,
            AddressKind = isOwn ? "own" : "provider",
            Key = key,
            Owned = [transport],
        };
        if (settings.Provider == "openai-completions")
        {
            var completions = new OpenAiCompletionsClient(transport, settings.Model, address);
            return parts with { Chat = completions, PromptBatches = completions, ChatBatches = isOwn ? OwnPrompts : OpenAiPrompts };
        }

        string maxTokensName = isOwn ? "max_tokens" : "max_completion_tokens";
        return parts with
        {
            Chat = new OpenAiChatClient(transport, settings.Model, maxTokensName, address),
            Embeddings = new OpenAiEmbeddingGenerator(transport, settings.Model, address),
            BatchFiles = new OpenAiBatchFileClient(transport, faults, settings.Model, maxTokensName),
            SendsSchema = true,
            EmbeddingBatches = OpenAiTexts,
        };
    }

    private static BackendParts OpenCohere(BackendSettings settings, string name, TimeProvider timeProvider)
    {
        bool isOwn = settings.Address is not null;
        Uri address = BackendHttp.Checked(settings.Address ?? CohereAddress, name);
        Secret? key = KeyOf(settings, isOwn ? null : "COHERE_API_KEY", name);
        var transport = new CohereTransport(address, key, new FaultReader(name, key), timeProvider);
        bool generates = settings.Provider == "cohere-generate";
        IChatClient chat = generates ? new CohereGenerateClient(transport, settings.Model, address) : new CohereChatClient(transport, settings.Model, address);
        return new BackendParts
        {
            Name = name,
            Provider = settings.Provider,
            Model = settings.Model,
            Limits = settings.Limits,
            AddressKind = isOwn ? "own" : "provider",
            Key = key,
            Chat = chat,
            Embeddings = generates ? null : new CohereEmbeddingGenerator(transport, settings.Model, address),
            SendsSchema = !generates,
            EmbeddingBatches = CohereTexts,
            Owned = [transport],
        };
    }

    private static BackendParts OpenTemplate(BackendSettings settings, string name)
    {
        var template = new TemplateText(settings.Template ?? TemplateText.Default);
        var client = new TemplateClient(settings.Model, template);
        return new BackendParts
        {
            Name = name,
            Provider = "template",
            Model = settings.Model,
            Limits = settings.Limits,
            AddressKind = "provider",
            TemplateSource = template.ToString(),
            Chat = client,
            Embeddings = client,
            PromptBatches = client,
            TokenCounter = WordTokenCounter.Instance,
            Price = new ModelPrice(0, 0),
            ChatBatches = BatchLimits.Default,
            EmbeddingBatches = BatchLimits.Default,
        };
    }

    /// <summary>The key in the variable that is named, else in the provider's own; none where neither is.</summary>
    private static Secret? KeyOf(BackendSettings settings, string? ownVariable, string name) =>
        !settings.IsOffline && (settings.KeyVariable ?? ownVariable) is { } variable ? Secret.FromEnvironment(variable, name) : null;
}
