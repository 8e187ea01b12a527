namespace Portolan.Vfs;

/// <summary>What a vector was made from: the state of a file.</summary>
/// <remarks>
/// Size and time of modification are the cheap test; the hash is what counts. The time of change (ctime) would be no test: setting an
/// attribute changes it.
/// </remarks>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedNanoseconds">Time of modification in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="ContentHash">The first 16 bytes of the SHA-256 of the content, the first byte most significant.</param>
public readonly record struct FileFingerprint(long Size, long ModifiedNanoseconds, UInt128 ContentHash);
