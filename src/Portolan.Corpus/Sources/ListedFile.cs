namespace Portolan.Corpus.Sources;

/// <summary>A file that a listing names.</summary>
/// <param name="Address">Its address in the scheme of the listing.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="ETag">Its entity tag with quotes, as the server sends it with the file, or null.</param>
public sealed record ListedFile(Uri Address, long Length, string? ETag);
