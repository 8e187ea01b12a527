namespace Portolan.Corpus.Reports;

/// <summary>What the <c>perplexity</c> stage measured.</summary>
/// <param name="Unit">What a sentence was to the models: <c>document</c> or <c>paragraph</c>.</param>
/// <param name="Cutoffs">Where the cut-offs came from: <c>from-crawl</c>, or the path of a table.</param>
/// <param name="Languages">The languages that were scored, most documents first.</param>
/// <param name="Samples">Up to three documents of each language and bucket.</param>
public sealed record PerplexitySummary(string Unit, string Cutoffs, IReadOnlyList<LanguagePerplexity> Languages, IReadOnlyList<BucketSample> Samples);
