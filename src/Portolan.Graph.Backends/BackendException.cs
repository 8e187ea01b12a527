namespace Portolan.Graph.Backends;

/// <summary>A backend that failed, or that is set up wrongly, described so that a person can act on it.</summary>
/// <remarks>Messages never contain keys. Misuse of the API throws the framework's exceptions instead.</remarks>
public sealed class BackendException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="hint">What the user can do, or null.</param>
    /// <param name="status">The HTTP status of the reply, or null when there was none.</param>
    /// <param name="isTransient">Whether the same request may succeed when it is tried again.</param>
    /// <param name="retryAfter">How long the server asked to be left alone, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public BackendException(
        string message,
        string? hint = null,
        int? status = null,
        bool isTransient = false,
        TimeSpan? retryAfter = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Hint = hint;
        Status = status;
        IsTransient = isTransient;
        RetryAfter = retryAfter;
    }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }

    /// <summary>The HTTP status of the reply, or null when there was none.</summary>
    public int? Status { get; }

    /// <summary>Whether the same request may succeed when it is tried again.</summary>
    public bool IsTransient { get; }

    /// <summary>How long the server asked to be left alone, or null.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>A single request of several items was refused for what it contains, so a smaller one may pass.</summary>
    internal bool MayBeOneItem => Status is 400 or 413 or 422;
}
