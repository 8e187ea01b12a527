namespace Portolan.Corpus.Sources;

/// <summary>One failed attempt, classified by what can be done about it. Never leaves this folder.</summary>
internal sealed class HttpFaultException(string message, HttpFaultKind kind, string? hint = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    public HttpFaultKind Kind { get; } = kind;

    public string? Hint { get; } = hint;

    /// <summary>How long the server asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public CorpusException ToCorpusException(Uri address, long offset) => new(Message, address.AbsoluteUri, offset, Hint, this);
}
