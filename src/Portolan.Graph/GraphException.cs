namespace Portolan.Graph;

/// <summary>A run or a stored result that is not what it should be, described so that a person can act on it.</summary>
/// <remarks>Misuse of the API throws the framework's exceptions instead; what an operation throws is kept as it is.</remarks>
public sealed class GraphException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="node">The node concerned, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public GraphException(string message, Node? node = null, Exception? innerException = null)
        : base(message, innerException) => Node = node;

    /// <summary>The node concerned, or null.</summary>
    public Node? Node { get; }
}
