namespace Portolan.Graph.Telemetry;

/// <summary>Names of attributes. Those that OpenTelemetry's semantic conventions have (version 1.37) are used as they are there.</summary>
internal static class GraphTags
{
    public const string ErrorType = "error.type";

    public const string Operation = "portolan.graph.operation";

    public const string Resource = "portolan.graph.resource";

    public const string Outcome = "portolan.graph.outcome";

    public const string Key = "portolan.graph.node.key";

    public const string Label = "portolan.graph.node.label";

    public const string Attempt = "portolan.graph.node.attempt";

    public const string BatchSize = "portolan.graph.batch.size";

    public const string BatchFailed = "portolan.graph.batch.failed";

    public const string Trigger = "portolan.graph.batch.trigger";

    public const string Meter = "portolan.graph.meter";

    /// <summary>The attribute of a span that holds a meter's sum.</summary>
    public static string OfMeter(string meter) => meter switch
    {
        "tokens_in" => "gen_ai.usage.input_tokens",
        "tokens_out" => "gen_ai.usage.output_tokens",
        _ => Meter + "." + meter,
    };
}
