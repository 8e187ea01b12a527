namespace Portolan.Graph.Backends.Flows;

/// <summary>The open backends of a flow, by the names that the flow gives them.</summary>
public sealed class FlowBackends : IDisposable
{
    private readonly Dictionary<string, Backend> backends;

    private FlowBackends(Dictionary<string, Backend> backends) => this.backends = backends;

    /// <summary>All of them, in the order of their names.</summary>
    public IReadOnlyList<Backend> All => [.. backends.OrderBy(backend => backend.Key, StringComparer.Ordinal).Select(backend => backend.Value)];

    /// <summary>The backend that the flow gives a name.</summary>
    /// <param name="name">The name.</param>
    public Backend this[string name] => backends[name];

    /// <summary>Opens the backends that steps of the flow call.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="options">Prices, clock and the like.</param>
    /// <param name="others">Opens providers that Portolan.Graph.Backends does not know; null, or a result of null, for none.</param>
    /// <param name="concurrency">Requests in flight, instead of what the flow says; null to leave it.</param>
    /// <param name="offline">Whether they are never called: then no key and no price is needed. Keys of nodes are the same.</param>
    /// <exception cref="BackendException">A backend cannot be opened.</exception>
    public static FlowBackends Open(
        Flow flow, BackendOptions options, Func<FlowBackend, BackendOptions, Backend?>? others = null, int? concurrency = null, bool offline = false)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(options);
        HashSet<string> called = [.. flow.Steps.OfType<CompleteStep>().Select(step => step.Backend), .. flow.Steps.OfType<EmbedStep>().Select(step => step.Backend)];
        var opened = new FlowBackends(new Dictionary<string, Backend>(StringComparer.Ordinal));
        try
        {
            foreach (FlowBackend backend in flow.Backends.Where(backend => called.Contains(backend.Name)))
            {
                BackendLimits limits = backend.Settings.Limits;
                limits = limits with { Concurrency = concurrency ?? limits.Concurrency, CostCeiling = offline ? null : limits.CostCeiling };
                FlowBackend wanted = backend with { Settings = backend.Settings with { Limits = limits, IsOffline = offline } };
                BackendOptions own = backend.Price is { } price
                    ? options with { Prices = new PriceTable(new Dictionary<string, ModelPrice>(StringComparer.Ordinal) { ["*"] = price }) }
                    : options;
                opened.backends.Add(backend.Name, others?.Invoke(wanted, own) ?? OpenBuiltIn(flow, wanted, own));
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Closes them.</summary>
    public void Dispose()
    {
        foreach (Backend backend in backends.Values)
        {
            backend.Dispose();
        }
    }

    private static Backend OpenBuiltIn(Flow flow, FlowBackend backend, BackendOptions options)
    {
        // Every backend has the directory of its flow; whatever else is there was written by somebody.
        if (backend.Options.Keys.FirstOrDefault(key => key != "directory") is { } option)
        {
            throw new FlowException($"backend {backend.Name}: provider {backend.Settings.Provider} has no option '{option}'", flow.File);
        }

        return Backend.Open(backend.Settings, options);
    }
}
