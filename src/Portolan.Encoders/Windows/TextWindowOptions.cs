namespace Portolan.Encoders.Windows;

/// <summary>How <see cref="TextWindows"/> cuts a text.</summary>
public sealed record TextWindowOptions
{
    /// <summary>Most tokens of a window.</summary>
    /// <value>Default 0, which is <see cref="ITextEncoder.MaxTokens"/>.</value>
    public int MaxTokens { get; init; }

    /// <summary>Most windows of a text; a longer text is represented by windows at equal distances, of which one is its beginning.</summary>
    /// <value>Default no limit.</value>
    public int MaxWindows { get; init; } = int.MaxValue;
}
