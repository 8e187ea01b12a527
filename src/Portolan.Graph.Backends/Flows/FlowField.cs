namespace Portolan.Graph.Backends.Flows;

/// <summary>A field of the input lines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOptional">Whether a line may lack it; it is null then.</param>
internal sealed record FlowField(string Name, bool IsOptional);
