namespace Portolan.Testing;

/// <summary>How an <see cref="OpenAiServer"/> behaves.</summary>
public sealed record OpenAiServerOptions
{
    /// <summary>Time between a request and its answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The key it wants; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>What the model replies to a prompt.</summary>
    public Func<string, string> Reply { get; init; } = static prompt => $"re: {prompt}";

    /// <summary>What goes wrong; null for nothing.</summary>
    public Func<OpenAiRequest, Misbehaviour?> Misbehave { get; init; } = static _ => null;

    /// <summary>Requests that are refused beyond in a minute; null for any number.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens (prompt and reply) that are refused beyond in a minute; null for any number.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>How long the server's minute is.</summary>
    public TimeSpan Minute { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a batch is asked for before it is done.</summary>
    public int BatchPolls { get; init; } = 2;

    /// <summary>The status with which batches end.</summary>
    public string BatchEnd { get; init; } = "completed";

    /// <summary>Prompts that fail within a batch; they go into its error file.</summary>
    public Func<string, bool> BatchItemFails { get; init; } = static _ => false;
}
