namespace Portolan.Cli;

/// <summary>The command line, a variable or <c>portolan.yaml</c> asks for something that does not exist.</summary>
/// <remarks>Rendered with the command's usage line, because the fix is to type something else.</remarks>
internal sealed class UsageException(string message, string? hint = null, string? where = null) : Exception(message)
{
    public string? Hint { get; } = hint;

    /// <summary>Where the value came from when it was not typed: a variable or a line of portolan.yaml.</summary>
    public string? Where { get; } = where;
}
