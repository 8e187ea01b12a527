namespace Portolan.Encoders.Models.Hub;

/// <summary>How far a download is.</summary>
/// <param name="Path">The file that is being fetched.</param>
/// <param name="BytesDone">Bytes of all files that are here; falls when a file has to be fetched anew.</param>
/// <param name="BytesTotal">Bytes of all files, as far as the hub says so.</param>
/// <param name="Trouble">What failed, when a wait begins before another attempt; else null.</param>
public readonly record struct ModelPullProgress(string Path, long BytesDone, long BytesTotal, string? Trouble = null);
