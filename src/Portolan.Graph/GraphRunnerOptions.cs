using System.Collections.Immutable;

namespace Portolan.Graph;

/// <summary>How a <see cref="GraphRunner"/> runs graphs. Nothing here changes results or keys.</summary>
public sealed record GraphRunnerOptions
{
    /// <summary>How many nodes of a resource run at the same time; a batch counts as one.</summary>
    /// <value>Default empty. A resource that is not named has 1, <see cref="Resource.Cpu"/> has <see cref="Environment.ProcessorCount"/>.</value>
    public IReadOnlyDictionary<Resource, int> Limits { get; init; } = ImmutableDictionary<Resource, int>.Empty;

    /// <summary>What to do when a node has failed for good.</summary>
    /// <value>Default <see cref="FailurePolicy.Stop"/>.</value>
    public FailurePolicy FailurePolicy { get; init; } = FailurePolicy.Stop;

    /// <summary>When to try again what failed; applies only to faults that the operation calls transient.</summary>
    /// <value>Default three tries, one second before the second.</value>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Where results are kept from run to run.</summary>
    /// <value>Default null: each run starts anew.</value>
    public IResultStore? Store { get; init; }

    /// <summary>The changes made to the plan before it is run, in this order.</summary>
    /// <value>Default <see cref="CullPass"/>, <see cref="MergePass"/> and <see cref="FusePass"/>.</value>
    public ImmutableArray<IGraphPass> Passes { get; init; } = [new CullPass(), new MergePass(), new FusePass()];

    /// <summary>Whether a run reports every node's start, progress and completion.</summary>
    /// <value>
    /// Default true. False leaves out <see cref="NodeStarted"/>, <see cref="NodeProgress"/> and <see cref="NodeCompleted"/>: events
    /// are kept until somebody reads them, which costs some 200 bytes a node when nobody does.
    /// </value>
    public bool ReportNodes { get; init; } = true;

    /// <summary>The clock for durations and for waits between tries.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal int LimitOf(Resource resource) =>
        Limits.TryGetValue(resource, out int limit) ? limit
        : resource == Resource.Cpu ? Environment.ProcessorCount
        : 1;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(Retry);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        foreach ((Resource resource, int limit) in Limits)
        {
            if (limit < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(Limits), limit, $"the limit of {resource} must be at least 1");
            }
        }

        Retry.Validate();
    }
}
