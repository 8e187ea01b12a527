using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Dumps;

/// <summary>What <see cref="AttributeDump"/> wrote.</summary>
/// <param name="Files">Files with at least one record.</param>
/// <param name="Records">Records, sketches not counted.</param>
/// <param name="Bytes">Bytes of the dump.</param>
/// <param name="Problems">What could not be read.</param>
public sealed record DumpSummary(long Files, long Records, long Bytes, IReadOnlyList<WalkProblem> Problems);
