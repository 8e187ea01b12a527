namespace Portolan.Corpus.Reports;

/// <summary>What was kept in one language and bucket.</summary>
/// <param name="Language">Language code.</param>
/// <param name="Bucket">Quality bucket, <c>all</c> when documents were not scored.</param>
/// <param name="Documents">Documents kept.</param>
/// <param name="Bytes">UTF-8 bytes of their text.</param>
public sealed record LanguageSummary(string Language, string Bucket, long Documents, long Bytes);
