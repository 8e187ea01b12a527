namespace Portolan.Text.SentencePiece.Internals;

/// <summary>One entry of a model's vocabulary; its number is its place in the list.</summary>
/// <param name="Text">The piece's bytes, UTF-8 by custom; a space is U+2581.</param>
/// <param name="Score">Natural logarithm of its probability (unigram), or minus its rank (byte-pair).</param>
/// <param name="Type">What it is for.</param>
internal readonly record struct PieceDescription(byte[] Text, float Score, PieceType Type);
