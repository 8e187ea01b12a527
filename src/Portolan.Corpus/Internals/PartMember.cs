namespace Portolan.Corpus.Internals;

/// <summary>One gzip member of a part file: documents of one language and bucket, in input order.</summary>
/// <param name="Language">Language code, or <c>unknown</c> when no language stage ran.</param>
/// <param name="Bucket">Quality bucket.</param>
/// <param name="Offset">First byte in the part file.</param>
/// <param name="Length">Bytes of the member.</param>
/// <param name="Documents">Documents in it.</param>
/// <param name="TextBytes">UTF-8 bytes of their text.</param>
internal sealed record PartMember(string Language, string Bucket, long Offset, long Length, long Documents, long TextBytes);
