using Portolan.Graph.Backends.Internals;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Adds up what the events of a run's windows say.</summary>
internal sealed class FlowMeters
{
    private readonly Dictionary<NodeKey, double> requests = [];
    private readonly Dictionary<NodeKey, NodeFailure> failures = [];

    public long Calls { get; private set; }

    public long Cached { get; private set; }

    public long Batches { get; private set; }

    public double TokensIn { get; private set; }

    public double TokensOut { get; private set; }

    public double Cost { get; private set; }

    /// <summary>Forgets the nodes of the window before.</summary>
    public void BeginWindow()
    {
        requests.Clear();
        failures.Clear();
    }

    public void Add(GraphEvent happened)
    {
        switch (happened)
        {
            case NodeCompleted { Node.Operation.Persist: true } completed:
                Calls += completed.FromStore ? 0 : 1;
                Cached += completed.FromStore ? 1 : 0;
                break;
            case NodeFailed failed:
                Calls += failed.Failure.Node.Operation.Persist ? 1 : 0;
                failures.TryAdd(failed.Failure.Node.Key, failed.Failure);
                break;
            case NodeSkipped skipped:
                if (failures.TryGetValue(skipped.Cause.Key, out NodeFailure? cause))
                {
                    failures.TryAdd(skipped.Node.Key, cause);
                }

                break;
            case BatchStarted:
                Batches++;
                break;
            case NodeMetered metered:
                Meter(metered);
                break;
        }
    }

    /// <summary>The call of a model whose end an event tells, or null.</summary>
    public FlowCall? CallIn(GraphEvent happened) => happened switch
    {
        NodeCompleted { Node.Operation.Persist: true } completed => new FlowCall(
            FlowRunner.StepOf(completed.Node),
            completed.Node.Key,
            completed.FromStore ? FlowCallStatus.Cached : FlowCallStatus.Done,
            completed.FromStore ? 0 : Math.Max(1, (int)requests.GetValueOrDefault(completed.Node.Key))),
        NodeFailed { Failure.Node.Operation.Persist: true } failed => new FlowCall(
            FlowRunner.StepOf(failed.Failure.Node), failed.Failure.Node.Key, FlowCallStatus.Failed, AttemptsOf(failed.Failure)),
        _ => null,
    };

    /// <summary>What failed, where a node has failed or was skipped for it.</summary>
    public NodeFailure? FailureOf(Node node) => failures.GetValueOrDefault(node.Key);

    /// <summary>Requests that were made for a node; at least its tries.</summary>
    public int AttemptsOf(NodeFailure failure) => failure.Node.Operation.Persist
        ? Math.Max(failure.Attempts, (int)requests.GetValueOrDefault(failure.Node.Key))
        : 0;

    private void Meter(NodeMetered metered)
    {
        switch (metered.Meter)
        {
            case Meters.TokensIn:
                TokensIn += metered.Amount;
                break;
            case Meters.TokensOut:
                TokensOut += metered.Amount;
                break;
            case Meters.Cost:
                Cost += metered.Amount;
                break;
            case Meters.Requests:
                requests[metered.Node.Key] = requests.GetValueOrDefault(metered.Node.Key) + metered.Amount;
                break;
        }
    }
}
