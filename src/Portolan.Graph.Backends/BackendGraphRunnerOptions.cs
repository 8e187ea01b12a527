using System.Collections.Immutable;

namespace Portolan.Graph.Backends;

/// <summary>Tells a runner what its backends allow.</summary>
public static class BackendGraphRunnerOptions
{
    // Waiting costs nothing, but providers limit the tokens that are enqueued.
    private const int PendingBatchFiles = 4;

    /// <summary>The options with the concurrency of backends as limits of their resources.</summary>
    /// <param name="options">What else is to hold.</param>
    /// <param name="backends">The backends that the graph uses.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static GraphRunnerOptions WithBackends(this GraphRunnerOptions options, params IReadOnlyList<Backend> backends)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(backends);
        var limits = options.Limits.ToImmutableDictionary();
        foreach (Backend backend in backends)
        {
            limits = limits.SetItem(backend.Resource, backend.Limits.Concurrency).SetItem(BatchFilesOf(backend), PendingBatchFiles);
        }

        return options with { Limits = limits };
    }

    /// <summary>What batch files of a backend occupy: they wait for hours, and must not keep others waiting.</summary>
    internal static Resource BatchFilesOf(Backend backend) => new($"{backend.Name}/batch-files");
}
