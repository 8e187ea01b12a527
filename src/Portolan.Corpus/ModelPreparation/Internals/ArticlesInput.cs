namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>The dumps; identities change when the files do, so that results are not reused for other bytes.</summary>
internal sealed record ArticlesInput(IReadOnlyList<string> Identities);
