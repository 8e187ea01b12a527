namespace Portolan.Cli.Commands;

/// <summary>What a run of a flow writes.</summary>
/// <param name="Output">The rows.</param>
/// <param name="Failures">The lines that failed.</param>
/// <param name="Cache">The replies; null when they are not kept.</param>
/// <param name="Report">The report, or null.</param>
internal sealed record GraphRunFiles(string Output, string Failures, string? Cache, string? Report);
