namespace Portolan.Cli.Commands;

/// <summary>One type of line that <c>--json</c> prints.</summary>
/// <param name="Type">The value of <c>"type"</c>.</param>
/// <param name="Fields">The field names, in order.</param>
/// <param name="When">When such a line is printed.</param>
internal sealed record JsonShape(string Type, IReadOnlyList<string> Fields, string When);
