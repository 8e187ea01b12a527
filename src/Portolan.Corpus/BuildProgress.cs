namespace Portolan.Corpus;

/// <summary>How far a part of the build is.</summary>
/// <param name="Phase">What is being done: <c>reading</c>, <c>comparing lines</c>, <c>filtering</c>, <c>writing</c>.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Unit"><c>bytes</c>, <c>partitions</c>, <c>shards</c> or <c>files</c>.</param>
public sealed record BuildProgress(string Phase, long Done, long Total, string Unit) : CorpusEvent;
