namespace Portolan.Graph;

/// <summary>A batch has come back; events of its nodes follow.</summary>
/// <param name="Batch">The number from <see cref="BatchStarted"/>.</param>
/// <param name="Failed">Items in it that failed, for good or to be tried again.</param>
/// <param name="Duration">How long it took.</param>
public sealed record BatchCompleted(int Batch, int Failed, TimeSpan Duration) : GraphEvent;
