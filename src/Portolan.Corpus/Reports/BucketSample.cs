namespace Portolan.Corpus.Reports;

/// <summary>One document that was kept, as an example of its quality bucket.</summary>
/// <param name="Language">Language code.</param>
/// <param name="Bucket">Quality bucket.</param>
/// <param name="Perplexity">Its perplexity, one decimal.</param>
/// <param name="Url">Its address.</param>
/// <param name="Excerpt">The start of its text, at most 300 code points.</param>
public sealed record BucketSample(string Language, string Bucket, double Perplexity, string Url, string Excerpt);
