using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Portolan.Graph.Telemetry;

/// <summary>The instruments of the meter <see cref="GraphTelemetry.Name"/>.</summary>
internal static class GraphMeters
{
    private static readonly Meter Meter = new(GraphTelemetry.Name);

    // From a trivial node to a shard of a crawl.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200],
    };

    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };

    public static Histogram<double> RunDuration { get; } =
        Meter.CreateHistogram("portolan.graph.run.duration", "s", "Runs, by outcome", tags: null, Seconds);

    public static Counter<long> Nodes { get; } =
        Meter.CreateCounter<long>("portolan.graph.nodes", "{node}", "Nodes that are done with, by operation, resource and outcome");

    public static Histogram<double> NodeDuration { get; } =
        Meter.CreateHistogram("portolan.graph.node.duration", "s", "Tries of nodes that were not in a batch", tags: null, Seconds);

    public static Counter<long> Retries { get; } =
        Meter.CreateCounter<long>("portolan.graph.retries", "{try}", "Tries that failed and are repeated");

    public static Histogram<double> BatchDuration { get; } =
        Meter.CreateHistogram("portolan.graph.batch.duration", "s", "Batches", tags: null, Seconds);

    public static Histogram<int> BatchSize { get; } =
        Meter.CreateHistogram("portolan.graph.batch.size", "{node}", "Calls in a batch, by why it was sent", tags: null, Sizes);

    public static Histogram<double> WaitDuration { get; } =
        Meter.CreateHistogram("portolan.graph.wait.duration", "s", "Waits that operations reported", tags: null, Seconds);

    public static Counter<double> Metered { get; } =
        Meter.CreateCounter<double>("portolan.graph.metered", null, "What operations metered, such as tokens and cost");

    public static bool AnyEnabled =>
        RunDuration.Enabled || Nodes.Enabled || NodeDuration.Enabled || Retries.Enabled || BatchDuration.Enabled || BatchSize.Enabled
        || WaitDuration.Enabled || Metered.Enabled;

    /// <summary>The tags of everything that belongs to an operation.</summary>
    public static TagList TagsOf(Operation operation) => new()
    {
        { GraphTags.Operation, operation.Name },
        { GraphTags.Resource, operation.Resource.Name },
    };
}
