using System.Collections.Immutable;

namespace Portolan.Graph.Backends;

/// <summary>Tells a runner what its backends allow.</summary>
public static class BackendGraphRunnerOptions
{
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
            limits = limits.SetItem(backend.Resource, backend.Limits.Concurrency);
        }

        return options with { Limits = limits };
    }
}
