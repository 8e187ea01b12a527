namespace Portolan.Text.NGrams;

/// <summary>What a model says of one word in its context.</summary>
/// <param name="Log10">log10 of the word's probability given the words before it: 0 or less.</param>
/// <param name="MatchedLength">Words of the longest n-gram found that ends in this word, itself included: 1 to the model's order.</param>
public readonly record struct WordScore(float Log10, int MatchedLength);
