namespace Portolan.Graph;

/// <summary>The run is over; always the last event.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Executed">Nodes that ran and have a result.</param>
/// <param name="FromStore">Nodes whose stored results were used.</param>
/// <param name="Failed">Nodes that failed for good.</param>
/// <param name="NotRun">Nodes that were to run and have neither a result nor a failure: skipped, cancelled or never started.</param>
/// <param name="Duration">How long the run took.</param>
public sealed record RunCompleted(RunOutcome Outcome, int Executed, int FromStore, int Failed, int NotRun, TimeSpan Duration) : GraphEvent;
