using System.Text.Json;
using System.Text.Json.Serialization;
using Portolan.Graph.Backends.Flows;
using Portolan.Graph.Slurm;

namespace Portolan.Cli.Commands;

/// <summary>A run of a flow as text, from which a task of a cluster makes the same graph. Keys of services are not in it: tasks have the environment.</summary>
/// <param name="Directory">Where the run keeps everything.</param>
/// <param name="Flow">The flow's file, as the user wrote it; tasks start in the same directory.</param>
/// <param name="Assignments">What <c>--set</c> sets.</param>
/// <param name="Prices">The price table, or null.</param>
/// <param name="Concurrency">Requests in flight, or null for what the flow says.</param>
/// <param name="Chunks">The units of work.</param>
internal sealed record GraphFlowPlan(
    string Directory, string Flow, IReadOnlyList<string> Assignments, string? Prices, int? Concurrency, IReadOnlyList<FlowChunk> Chunks)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="SlurmException">It is not what <see cref="Write"/> gave.</exception>
    public static GraphFlowPlan Read(JsonElement settings)
    {
        try
        {
            return settings.Deserialize<GraphFlowPlan>(Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new SlurmException($"this is not the plan of a flow's run: {e.Message}", "use the same version of Portolan for submitting and for running");
        }
    }

    public JsonElement Write() => JsonSerializer.SerializeToElement(this, Json);

    public PlannedGraph Open()
    {
        Flow flow = Portolan.Graph.Backends.Flows.Flow.Load(Flow, Assignments);
        FlowBackends backends = GraphSettings.OpenBackends(flow, GraphSettings.LoadPrices(Prices), TimeProvider.System, Concurrency);
        try
        {
            FlowChunks chunks = FlowChunks.Open(flow, backends, Directory, Chunks);
            return new PlannedGraph(chunks.Graph, chunks.Store, backends);
        }
        catch
        {
            backends.Dispose();
            throw;
        }
    }
}
