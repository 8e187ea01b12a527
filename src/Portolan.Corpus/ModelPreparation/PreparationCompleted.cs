namespace Portolan.Corpus.ModelPreparation;

/// <summary>The models of a language are ready; the last event.</summary>
/// <param name="Training">What was made.</param>
/// <param name="TrainingPath">Where that is written.</param>
/// <param name="WasComplete">Whether all of it was there already.</param>
public sealed record PreparationCompleted(LanguageModelTraining Training, string TrainingPath, bool WasComplete) : CorpusEvent;
