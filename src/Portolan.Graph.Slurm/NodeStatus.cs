namespace Portolan.Graph.Slurm;

/// <summary>What is known of one node of a run.</summary>
/// <param name="Stage">The stage it belongs to.</param>
/// <param name="Label">The node's label.</param>
/// <param name="Key">The node's key.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">Tasks that have begun it.</param>
/// <param name="Host">Where it was tried last; null when it was not.</param>
/// <param name="Reason">Why it failed or waits; null when there is nothing to say.</param>
public sealed record NodeStatus(string Stage, string Label, NodeKey Key, NodeState State, int Attempts, string? Host, string? Reason);
