using YamlDotNet.RepresentationModel;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Reads one backend of a flow.</summary>
internal static class FlowBackendReader
{
    public static FlowBackend Read(FlowSource source, string directory, string name, YamlNode node)
    {
        var settings = new FlowSettings(source, $"backend {name}", node);
        string provider = settings.RequiredText("provider");
        var backend = new BackendSettings();
        backend = backend with
        {
            Provider = provider,
            Model = settings.Text("model") ?? backend.Model,
            Name = settings.Text("name"),
            Address = settings.Address("address"),
            KeyVariable = settings.Text("key-variable"),
            ApiVersion = settings.Text("api-version"),
            Template = settings.Text("template"),
            Limits = Limits(settings),
            Batches = Batches(settings),
        };
        ModelPrice? price = Price(settings);
        var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["directory"] = directory };
        if (settings.Below("options") is { } own)
        {
            foreach (string key in own.Keys)
            {
                options[key] = own.RequiredText(key);
            }
        }

        settings.Finish();
        return new FlowBackend(name, backend, price, options);
    }

    private static BackendLimits Limits(FlowSettings settings)
    {
        var limits = new BackendLimits();
        return limits with
        {
            Concurrency = settings.Int("concurrency", 1, 10_000) ?? limits.Concurrency,
            RequestsPerMinute = settings.Int("requests-per-minute", 1, int.MaxValue),
            TokensPerMinute = settings.Long("tokens-per-minute", 1, long.MaxValue),
            Timeout = settings.Duration("timeout") ?? limits.Timeout,
            MaxAttempts = settings.Int("max-attempts", 1, 1000) ?? limits.MaxAttempts,
            BaseDelay = settings.Duration("base-delay") ?? limits.BaseDelay,
            MaxDelay = settings.Duration("max-delay") ?? limits.MaxDelay,
            MaxRetryAfter = settings.Duration("max-retry-after") ?? limits.MaxRetryAfter,
            CostCeiling = settings.Money("cost-ceiling"),
            ExpectedTokensOut = settings.Int("expected-tokens-out", 0, int.MaxValue) ?? limits.ExpectedTokensOut,
        };
    }

    private static BatchLimits? Batches(FlowSettings settings)
    {
        int? items = settings.Int("batch-items", 1, 100_000);
        long? tokens = settings.Long("batch-tokens", 1, long.MaxValue);
        TimeSpan? linger = settings.Duration("batch-linger");
        if (items is null && tokens is null && linger is null)
        {
            return null;
        }

        BatchLimits limits = BatchLimits.Default;
        return limits with { MaxItems = items ?? limits.MaxItems, MaxCost = tokens ?? limits.MaxCost, Linger = linger ?? limits.Linger };
    }

    private static ModelPrice? Price(FlowSettings settings)
    {
        if (settings.Below("price") is not { } price)
        {
            return null;
        }

        var stated = new ModelPrice(
            price.Money("input") ?? throw price.Error("input", "'input' is missing: US dollars for a million tokens of prompts"),
            price.Money("output") ?? throw price.Error("output", "'output' is missing: US dollars for a million tokens of replies"));
        price.Finish();
        return stated;
    }
}
