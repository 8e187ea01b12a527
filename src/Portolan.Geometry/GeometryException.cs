namespace Portolan.Geometry;

/// <summary>Data that no geometry can be made of: a covariance that is not positive definite, a value that is not finite, a damaged field.</summary>
/// <remarks>The message names what was found, what was expected and where. Misuse of an API throws the framework's exceptions instead.</remarks>
public sealed class GeometryException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="hint">What the user can do, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public GeometryException(string message, string? hint = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Hint = hint;
    }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }
}
