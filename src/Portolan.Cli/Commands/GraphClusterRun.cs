using System.Runtime.ExceptionServices;
using Portolan.Cli.Settings;
using Portolan.Graph;
using Portolan.Graph.Backends.Flows;
using Portolan.Graph.Slurm;

namespace Portolan.Cli.Commands;

/// <summary>Runs a flow's chunks on a cluster and joins what they leave.</summary>
internal sealed class GraphClusterRun(CommandContext context, Flow flow, FlowBackends backends, SlurmSettings slurm, GraphFlowPlan plan)
{
    private FlowChunks? chunks;

    public async Task<FlowSummary> RunAsync(FlowRunOptions options, Stream output, Stream failures)
    {
        long start = context.Time.GetTimestamp();
        chunks = FlowChunks.Create(flow, backends, options, plan.Directory, context.Cancellation);
        GraphFlowPlan whole = plan with { Chunks = chunks.Chunks };
        var executor = new SlurmExecutor(
            slurm.OptionsOf(context, SlurmSettings.RunDirectoryOf(plan.Directory), PlanKinds.Flow, whole.Write()),
            new GraphRunnerOptions { Store = chunks.Store, TimeProvider = context.Time });
        GraphRun run = executor.Start(chunks.Graph, chunks.Outputs, context.Cancellation);
        await foreach (GraphEvent happened in run.Events.ConfigureAwait(false))
        {
            options.Observer?.Invoke(happened);
            if (happened is NodeRetried retried)
            {
                context.Output.Note($"trying again: {retried.Node.Label} ({retried.Reason.Message})");
            }
        }

        GraphResult result = await run.Completion.ConfigureAwait(false);
        if (result.Failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(result.Failures[0].Exception);
        }

        return chunks.Join(result, output, failures, options.Failed) with { Duration = context.Time.GetElapsedTime(start) };
    }

    /// <summary>To be called when output and failures have their names.</summary>
    public void RemoveWork() => chunks?.RemoveWork();
}
