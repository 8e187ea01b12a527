namespace Portolan.Graph.Backends.Flows;

/// <summary>A call of a backend that the graph describes.</summary>
/// <param name="Node">The call.</param>
/// <param name="Step">The step that makes it.</param>
/// <param name="Backend">The backend's name in the flow.</param>
/// <param name="Estimate">What it is expected to use.</param>
/// <param name="IsOpen">Whether it stands for as many calls as a list will have items.</param>
internal sealed record PlannedCall(Node Node, string Step, string Backend, CallEstimate Estimate, bool IsOpen);
