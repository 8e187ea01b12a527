namespace Portolan.Graph.Reports;

/// <summary>A node that failed for good.</summary>
/// <param name="Label">What it is called in front of people.</param>
/// <param name="Key">Its key, 64 hexadecimal digits.</param>
/// <param name="Operation">Name of its operation.</param>
/// <param name="Attempts">Tries.</param>
/// <param name="Exception">Type of what the last one threw.</param>
/// <param name="Message">Its message, at most 500 characters.</param>
public sealed record FailureReport(string Label, string Key, string Operation, int Attempts, string Exception, string Message);
