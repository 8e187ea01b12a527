namespace Portolan.Corpus.Internals;

/// <summary>The line hashes of the shards that are compared with each other, in input order.</summary>
internal sealed record HashGroup(IReadOnlyList<WorkFile> Hashes);
