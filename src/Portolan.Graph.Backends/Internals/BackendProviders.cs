namespace Portolan.Graph.Backends.Internals;

/// <summary>The one catalogue of providers that are built in.</summary>
internal static class BackendProviders
{
    public static BackendParts Open(BackendSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(settings.Model);
        string name = settings.Name ?? $"{settings.Provider}/{settings.Model}";
        return settings.Provider switch
        {
            "template" => OpenTemplate(settings, settings.Name ?? (settings.Model == "template" ? "template" : name)),
            _ => throw new BackendException(
                $"the provider {Text.Shorten(settings.Provider, 60)} is not known", "known are openai, openai-completions, azure, cohere, cohere-generate and template"),
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
}
