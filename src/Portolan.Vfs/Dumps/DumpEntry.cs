using Portolan.Vfs.Attributes;

namespace Portolan.Vfs.Dumps;

/// <summary>An attribute in a dump.</summary>
/// <param name="Path">The file, relative to the root of the dump.</param>
/// <param name="Name">The attribute.</param>
/// <param name="Value">Its value.</param>
internal sealed record DumpEntry(RawPath Path, AttributeName Name, byte[] Value);
