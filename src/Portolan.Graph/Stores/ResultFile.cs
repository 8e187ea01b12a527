namespace Portolan.Graph;

/// <summary>A file that a result owns.</summary>
/// <param name="Path">Path relative to the store's base directory, with <c>/</c> between its parts and without <c>.</c> or <c>..</c>.</param>
/// <param name="Length">Length in bytes.</param>
public sealed record ResultFile(string Path, long Length);
