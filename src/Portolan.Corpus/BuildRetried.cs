namespace Portolan.Corpus;

/// <summary>Something was tried again after a passing fault.</summary>
/// <param name="What">Which unit of work.</param>
/// <param name="Reason">Why.</param>
public sealed record BuildRetried(string What, string Reason) : CorpusEvent;
