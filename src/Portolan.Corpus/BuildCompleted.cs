using Portolan.Corpus.Reports;

namespace Portolan.Corpus;

/// <summary>The build is done; the last event.</summary>
/// <param name="Manifest">What was done.</param>
/// <param name="ManifestPath">Where that is written.</param>
/// <param name="ReportPath">Where the report for people is.</param>
/// <param name="WasComplete">True when an earlier run had finished the same build, so that nothing was done.</param>
public sealed record BuildCompleted(Manifest Manifest, string ManifestPath, string ReportPath, bool WasComplete) : CorpusEvent;
