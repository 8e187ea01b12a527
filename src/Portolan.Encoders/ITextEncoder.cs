namespace Portolan.Encoders;

/// <summary>An encoder of texts, with what is needed to cut long ones into windows.</summary>
public interface ITextEncoder : IEncoder<string>
{
    /// <summary>Most tokens of a text that enter the vector; what follows is cut off.</summary>
    int MaxTokens { get; }

    /// <summary>How many tokens a text has for this model, without cutting; special tokens are not counted.</summary>
    /// <param name="text">Any text.</param>
    int CountTokens(ReadOnlySpan<char> text);
}
