namespace Portolan.Graph.Backends.Flows;

/// <summary>A line that has no result.</summary>
/// <param name="Line">Its number in the input, from 1.</param>
/// <param name="Step">The step that failed, or <c>input</c> when the line itself cannot be used.</param>
/// <param name="Reason">What went wrong.</param>
/// <param name="Attempts">Requests that were made for it; 0 where none was needed.</param>
public sealed record FlowFailure(long Line, string Step, string Reason, int Attempts);
