namespace Portolan.Vfs;

/// <summary>What a file system says of a file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedNanoseconds">Time of modification in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Device">Number of the file system.</param>
/// <param name="Inode">Number of the file within it.</param>
public readonly record struct FileStatus(FileKind Kind, long Size, long ModifiedNanoseconds, ulong Device, ulong Inode);
