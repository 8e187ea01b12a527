namespace Portolan.Graph.Backends;

/// <summary>How prompts are sent as a provider's batch file, which is cheaper and takes up to a day.</summary>
/// <remarks>Nothing here changes results or keys.</remarks>
public sealed record BatchFileOptions
{
    /// <summary>Options with a directory.</summary>
    /// <param name="stateDirectory">Where it is written down which batches were submitted.</param>
    /// <exception cref="ArgumentException"><paramref name="stateDirectory"/> is empty.</exception>
    public BatchFileOptions(string stateDirectory)
    {
        ArgumentException.ThrowIfNullOrEmpty(stateDirectory);
        StateDirectory = stateDirectory;
    }

    /// <summary>Where it is written down which batches were submitted, so that a run which was killed waits for them instead of paying again.</summary>
    /// <remarks>To be used by one run at a time. It holds no prompts and no replies, and may be deleted when nothing is pending.</remarks>
    public string StateDirectory { get; }

    /// <summary>How long to wait between two questions whether a batch is done.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How calls are gathered into files; the cost is counted in bytes.</summary>
    /// <value>Default 50,000 requests (OpenAI's maximum) of 100 MB, waited for at most 5 seconds.</value>
    public BatchLimits Batches { get; init; } = new() { MaxItems = 50_000, MaxCost = 100_000_000, Linger = TimeSpan.FromSeconds(5) };
}
