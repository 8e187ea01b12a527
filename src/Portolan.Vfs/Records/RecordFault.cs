namespace Portolan.Vfs.Records;

/// <summary>Why the value of an attribute is no record that can be used.</summary>
public enum RecordFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Fewer bytes than a record has at least.</summary>
    TooShort,

    /// <summary>It does not begin as a record does.</summary>
    ForeignFormat,

    /// <summary>A version of the format that this program does not know.</summary>
    UnknownVersion,

    /// <summary>The checksum is not that of the bytes.</summary>
    WrongChecksum,

    /// <summary>An element type that is none of f32, bf16, f16 and int8.</summary>
    UnknownElementType,

    /// <summary>Bits are set that this version gives no meaning.</summary>
    UnknownFlags,

    /// <summary>No dimensions, or more than a vector may have.</summary>
    BadDimensions,

    /// <summary>No vectors, or more than a record may have.</summary>
    BadCount,

    /// <summary>Longer or shorter than dimensions and count say.</summary>
    WrongLength,

    /// <summary>A scale that is negative, infinite or not a number.</summary>
    BadScale,

    /// <summary>A number of a vector is infinite or not a number.</summary>
    BadNumber,

    /// <summary>A vector of another version of the model, or of another model of the same name.</summary>
    OtherModel,
}
