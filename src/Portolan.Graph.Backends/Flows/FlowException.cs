using System.Globalization;

namespace Portolan.Graph.Backends.Flows;

/// <summary>A flow, a prompt template or a line of data that is not what it should be, described so that a person can act on it.</summary>
/// <remarks>The message names the file and the line where they are known. Misuse of an API throws the framework's exceptions instead.</remarks>
public sealed class FlowException : IOException
{
    /// <summary>Creates the exception for a place in a file.</summary>
    /// <param name="message">What was found and what was expected; the place is put before it.</param>
    /// <param name="path">The file, or what stands for it in messages; null when no single one is concerned.</param>
    /// <param name="line">The line, counted from 1, or 0 when unknown.</param>
    /// <param name="hint">What the user can do, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public FlowException(string message, string? path = null, long line = 0, string? hint = null, Exception? innerException = null)
        : base(Place(path, line) + message, innerException)
    {
        Path = path;
        Line = line;
        Hint = hint;
    }

    /// <summary>The file, or null.</summary>
    public string? Path { get; }

    /// <summary>The line, counted from 1, or 0 when unknown.</summary>
    public long Line { get; }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }

    private static string Place(string? path, long line) =>
        path is null ? "" : line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: ") : $"{path}: ";
}
