namespace Portolan.Text.Perplexity;

/// <summary>How well a language model predicts a text: the sum of its words' log10 probabilities, and how many words there were.</summary>
/// <remarks>The default value is the score of a text without words: no perplexity. Equality is by value.</remarks>
/// <param name="Log10">log10 of the text's probability, ends of sentences included: 0 or less.</param>
/// <param name="Length">Pieces, and one more for the end of each sentence; 0 for a text that has none.</param>
public readonly record struct PerplexityScore(double Log10, long Length)
{
    /// <summary>False for a text that leaves no piece, such as an empty one.</summary>
    public bool HasValue => Length > 0;

    /// <summary>10^(-<see cref="Log10"/> / <see cref="Length"/>): 1 or more, lower for text that the model finds likelier; NaN without pieces.</summary>
    public double Value => Length > 0 ? Math.Pow(10, -Log10 / Length) : double.NaN;

    /// <summary><see cref="Value"/> rounded to one decimal as CCNet writes it, which is as Python's <c>round(x, 1)</c> does: by the exact value, ties to even.</summary>
    public double Rounded => DecimalRounding.ToTenths(Value);
}
