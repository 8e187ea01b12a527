namespace Portolan.Vfs;

/// <summary>A file, a directory or an attribute that stops the whole work, described so that a person can act on it.</summary>
/// <remarks>What concerns one file of many is reported as <see cref="SystemError"/> or a fault and ends nothing. Misuse of an API throws the framework's exceptions.</remarks>
public sealed class VfsException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="path">The file or directory concerned, or null.</param>
    /// <param name="hint">What the user can do, or null.</param>
    /// <param name="error">What the system answered, or <see cref="SystemError.None"/>.</param>
    /// <param name="innerException">The cause, or null.</param>
    public VfsException(string message, string? path = null, string? hint = null, SystemError error = SystemError.None, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
        Hint = hint;
        Error = error;
    }

    /// <summary>The file or directory concerned, or null.</summary>
    public string? Path { get; }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }

    /// <summary>What the system answered, or <see cref="SystemError.None"/>.</summary>
    public SystemError Error { get; }
}
