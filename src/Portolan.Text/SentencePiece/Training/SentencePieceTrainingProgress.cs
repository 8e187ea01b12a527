namespace Portolan.Text.SentencePiece.Training;

/// <summary>One step of expectation-maximisation is done.</summary>
/// <param name="Step">Steps done, from 1.</param>
/// <param name="PieceCount">Pieces that are left.</param>
/// <param name="LogLikelihoodPerCharacter">Natural logarithm of the text's probability, summed over all segmentations, per character before the step.</param>
public sealed record SentencePieceTrainingProgress(int Step, int PieceCount, double LogLikelihoodPerCharacter);
