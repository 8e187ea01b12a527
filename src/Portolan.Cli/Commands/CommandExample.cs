namespace Portolan.Cli.Commands;

/// <summary>A command line worth copying, with what it is good for.</summary>
internal sealed record CommandExample(string Purpose, string CommandLine);
