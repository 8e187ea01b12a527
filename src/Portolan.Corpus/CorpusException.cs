namespace Portolan.Corpus;

/// <summary>Bad input or a failing environment met while reading or building a corpus, described so that a person can act on it.</summary>
/// <remarks>The message names what was found, what was expected and where. Misuse of an API throws the framework's exceptions instead.</remarks>
public sealed class CorpusException : IOException
{
    /// <summary>Creates the exception for a place in a file.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="path">The file or address, or null when no single one is concerned.</param>
    /// <param name="offset">Byte offset in the file as stored, or -1 when unknown.</param>
    /// <param name="hint">What the user can do, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public CorpusException(string message, string? path = null, long offset = -1, string? hint = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
        Offset = offset;
        Hint = hint;
    }

    /// <summary>The file or address concerned, or null.</summary>
    public string? Path { get; }

    /// <summary>Byte offset in the file as stored, or -1 when unknown.</summary>
    public long Offset { get; }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }

    /// <summary>The bytes were read and are no archive; a device or network that fails leaves this false, because trying again may help.</summary>
    internal bool IsForeignContent { get; init; }

    /// <summary>The status of the HTTP answer that is the cause, or 0.</summary>
    internal int HttpStatus { get; init; }
}
