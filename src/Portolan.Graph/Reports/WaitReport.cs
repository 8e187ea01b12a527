namespace Portolan.Graph.Reports;

/// <summary>Waits for one reason.</summary>
/// <param name="Operation">Name of the operation.</param>
/// <param name="Resource">Name of its resource.</param>
/// <param name="Reason">Why; <c>(other reasons)</c> when there were too many different ones.</param>
/// <param name="Count">Waits.</param>
/// <param name="Seconds">Their sum, as announced.</param>
/// <param name="LongestSeconds">The longest.</param>
public sealed record WaitReport(string Operation, string Resource, string Reason, long Count, double Seconds, double LongestSeconds);
