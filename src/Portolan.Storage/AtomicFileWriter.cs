namespace Portolan.Storage;

/// <summary>One of several processes that may write the same files at once, each of them the same bytes.</summary>
/// <param name="Name">Letters, digits, <c>-</c> and <c>_</c>: different from that of any other process that may run at the same time.</param>
/// <param name="ScratchDirectory">A fast directory of this machine where files are written before they are copied to their place in one go; null for none.</param>
public sealed record AtomicFileWriter(string Name, string? ScratchDirectory = null);
