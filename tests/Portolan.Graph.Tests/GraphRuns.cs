namespace Portolan.Graph.Tests;

internal static class GraphRuns
{
    public static async Task<List<GraphEvent>> ReadAll(this GraphRun run)
    {
        var events = new List<GraphEvent>();
        await foreach (GraphEvent one in run.Events)
        {
            events.Add(one);
        }

        return events;
    }

    public static async Task<GraphResult> RunAsync(this GraphRunnerOptions options, TaskGraph graph, params Node[] outputs) =>
        await new GraphRunner(options).Start(graph, outputs).Completion.WaitAsync(TimeSpan.FromSeconds(20));
}
