namespace Portolan.Text.FastText;

/// <summary>One label that a classifier gave to a text.</summary>
/// <param name="Label">The label without its <c>__label__</c> prefix; null in a default value.</param>
/// <param name="Probability">
/// The probability as fastText prints it. It can exceed 1 by up to 1e-5 a tree level, because fastText adds 1e-5 under each logarithm.
/// </param>
public readonly record struct FastTextPrediction(string Label, float Probability);
