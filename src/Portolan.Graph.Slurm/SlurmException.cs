namespace Portolan.Graph.Slurm;

/// <summary>Slurm refused something, or a task failed on the cluster; described so that a person can act on it.</summary>
public sealed class SlurmException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found, and on which host where that is known.</param>
    /// <param name="hint">What to do, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SlurmException(string message, string? hint = null, Exception? innerException = null)
        : base(message, innerException) => Hint = hint;

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; }
}
