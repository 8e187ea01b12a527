namespace Portolan.Corpus.Reports;

/// <summary>One output file of a build.</summary>
/// <param name="Name">File name in the output directory.</param>
/// <param name="Language">Language code.</param>
/// <param name="Bucket">Quality bucket: <c>head</c>, <c>middle</c>, <c>tail</c>, or <c>all</c> when documents were not scored.</param>
/// <param name="Documents">Documents in it.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
public sealed record OutputSummary(string Name, string Language, string Bucket, long Documents, long Bytes, string Sha256);
