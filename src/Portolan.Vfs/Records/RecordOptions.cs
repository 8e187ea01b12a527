using Portolan.Tensors;

namespace Portolan.Vfs.Records;

/// <summary>How vectors are written to files.</summary>
public sealed record RecordOptions
{
    /// <summary>The element type that is tried first; narrower ones follow when it does not fit.</summary>
    /// <value>Default <see cref="ElementType.Int8"/>: 512 numbers take 512 bytes, and scores change in the third decimal at the most. Also Float32, BFloat16, Float16.</value>
    public ElementType Precision { get; init; } = ElementType.Int8;

    /// <summary>Bytes that are left to other tools on file systems that keep all attributes of a file in one block.</summary>
    /// <value>Default 256: an access control list and a security label. Given up when otherwise not even one vector would fit.</value>
    public int ReserveBytes { get; init; } = 256;

    /// <summary>Whether the sketch for two-stage searches is written too.</summary>
    /// <value>Default true.</value>
    public bool WriteSketch { get; init; } = true;
}
