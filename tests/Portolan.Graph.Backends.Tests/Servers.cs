using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests;

/// <summary>Backends on a loopback server.</summary>
internal static class Servers
{
    /// <summary>Quick tries: waits are short, so that a test which retries ends soon.</summary>
    public static readonly BackendLimits Quick = new()
    {
        BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5), Timeout = TimeSpan.FromSeconds(20),
    };

    public static Backend Open(
        this OpenAiServer server, string provider = "openai", BackendLimits? limits = null, BackendOptions? options = null, BatchLimits? batches = null, string? keyVariable = null) =>
        Backend.Open(
            new BackendSettings
            {
                Provider = provider,
                Model = "m",
                Address = provider.StartsWith("cohere", StringComparison.Ordinal) || provider == "azure" ? server.Root : server.Base,
                Limits = limits ?? Quick,
                Batches = batches,
                KeyVariable = keyVariable,
            },
            options);

    /// <summary>Fails as told the first times, then answers.</summary>
    public static Func<OpenAiRequest, Misbehaviour?> FirstTimes(int times, Misbehaviour wrong) => request => request.Number <= times ? wrong : null;

    /// <summary>Runs one completion for each prompt.</summary>
    public static async Task<(RunRecord Run, Node<Completion>[] Nodes)> CompleteAllAsync(this Backend backend, IEnumerable<string> prompts, ChatSettings? settings = null)
    {
        var model = new ChatModel(backend, settings);
        var graph = new TaskGraph();
        Node<Completion>[] nodes = [.. prompts.Select(prompt => graph.Call(model.Complete, graph.Value(prompt)))];
        return (await Runs.RunAsync(graph, nodes, backend), nodes);
    }
}
