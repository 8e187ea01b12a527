namespace Portolan.Corpus.Sources;

/// <summary>One failed attempt, classified by what can be done about it. Never leaves this folder.</summary>
internal sealed class HttpFaultException(string message, HttpFaultKind kind, string? hint = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    public HttpFaultKind Kind { get; } = kind;

    public string? Hint { get; } = hint;

    /// <summary>How long the server asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The status of the answer, or 0 when there was none.</summary>
    public int Status { get; init; }

    /// <summary>How many attempts such a fault is worth at the most, or null for as many as any other.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The server has too much to do: others who ask it should wait too.</summary>
    public bool IsOverload => Kind == HttpFaultKind.Transient && Status is 403 or 429 or 503;

    public CorpusException ToCorpusException(Uri address, long offset) =>
        new(Message, address.AbsoluteUri, offset, Hint, this) { HttpStatus = Status };
}
