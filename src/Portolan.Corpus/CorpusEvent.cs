using Portolan.Corpus.Reports;

namespace Portolan.Corpus;

/// <summary>Something that happened in a corpus build; the family is closed.</summary>
public abstract record CorpusEvent
{
    private protected CorpusEvent()
    {
    }
}

/// <summary>How far a part of the build is.</summary>
/// <param name="Phase">What is being done: <c>reading</c>, <c>comparing lines</c>, <c>filtering</c>, <c>writing</c>.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Unit"><c>bytes</c>, <c>partitions</c>, <c>shards</c> or <c>files</c>.</param>
public sealed record BuildProgress(string Phase, long Done, long Total, string Unit) : CorpusEvent;

/// <summary>Something was tried again after a passing fault.</summary>
/// <param name="What">Which unit of work.</param>
/// <param name="Reason">Why.</param>
public sealed record BuildRetried(string What, string Reason) : CorpusEvent;

/// <summary>The build is done; the last event.</summary>
/// <param name="Manifest">What was done.</param>
/// <param name="ManifestPath">Where that is written.</param>
/// <param name="ReportPath">Where the report for people is.</param>
/// <param name="WasComplete">True when an earlier run had finished the same build, so that nothing was done.</param>
public sealed record BuildCompleted(Manifest Manifest, string ManifestPath, string ReportPath, bool WasComplete) : CorpusEvent;
