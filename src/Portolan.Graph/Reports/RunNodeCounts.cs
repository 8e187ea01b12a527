namespace Portolan.Graph.Reports;

/// <summary>How many nodes of a run had which fate.</summary>
/// <param name="InGraph">Nodes in the graph.</param>
/// <param name="InPlan">Nodes in the plan after all passes.</param>
/// <param name="ToRun">Nodes that were to run, those included that maps and conditionals became.</param>
/// <param name="FromStore">Nodes whose stored results were used.</param>
/// <param name="Executed">Nodes that ran and have a result.</param>
/// <param name="Failed">Nodes that failed for good.</param>
/// <param name="NotRun">Nodes that were to run and have neither a result nor a failure.</param>
/// <param name="Skipped">Of those, nodes that something they need made impossible.</param>
/// <param name="Retries">Tries that failed and were repeated.</param>
/// <param name="Batches">Batches that were sent.</param>
public sealed record RunNodeCounts(
    long InGraph, long InPlan, long ToRun, long FromStore, long Executed, long Failed, long NotRun, long Skipped, long Retries, long Batches);
