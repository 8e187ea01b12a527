namespace Portolan.Text.NGrams.Training;

/// <summary>What a model was made of.</summary>
/// <param name="Order">Words of the longest n-grams.</param>
/// <param name="Counts">N-grams of each order that the model holds, unigrams first.</param>
/// <param name="Tokens">Words of the text, without the ends of sentences.</param>
/// <param name="Sentences">Lines of the text.</param>
/// <param name="SpilledBytes">Bytes that went through temporary files.</param>
public sealed record NGramTrainingSummary(int Order, IReadOnlyList<long> Counts, long Tokens, long Sentences, long SpilledBytes);
