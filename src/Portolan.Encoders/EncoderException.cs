namespace Portolan.Encoders;

/// <summary>A model, an image or a text that cannot be used, described so that a person can act on it.</summary>
/// <remarks>The message names what was found and what was expected. Misuse of an API throws the framework's exceptions instead.</remarks>
public sealed class EncoderException : IOException
{
    /// <summary>Creates the exception for a place in a file.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="path">The file, or null when no single file is concerned.</param>
    /// <param name="offset">Byte offset in the file, or -1 when no single place is concerned.</param>
    /// <param name="hint">What the user can do, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public EncoderException(string message, string? path = null, long offset = -1, string? hint = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
        Offset = offset;
        Hint = hint;
    }

    /// <summary>The file concerned, or null.</summary>
    public string? Path { get; }

    /// <summary>Byte offset in the file, or -1 when no single place is concerned.</summary>
    public long Offset { get; }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }
}
