namespace Portolan.Graph.Reports;

/// <summary>How often something happened for one reason.</summary>
/// <param name="Operation">Name of the operation.</param>
/// <param name="Reason">Why; <c>(other reasons)</c> when there were too many different ones.</param>
/// <param name="Count">How often.</param>
public sealed record ReasonCount(string Operation, string Reason, long Count);
