namespace Portolan.Cli.Commands;

/// <summary>A file given to the geometry commands does not hold what they need.</summary>
internal sealed class GeometryInputException(string message, string? hint) : Exception(message)
{
    public string? Hint { get; } = hint;
}
