namespace Portolan.Encoders.Models.Hub;

/// <summary>One failed request, classified by whether asking again can help. Never leaves this folder.</summary>
internal sealed class HubFault(string message, bool isTransient, string? hint = null, Exception? innerException = null) : Exception(message, innerException)
{
    public bool IsTransient { get; } = isTransient;

    public string? Hint { get; } = hint;

    /// <summary>How long the server asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether another attempt is made at once: the reason is gone already.</summary>
    public bool IsMended { get; init; }

    public EncoderException ToEncoderException() => new(Message, hint: Hint, innerException: this);
}
