namespace Portolan.Vfs.Indexing;

/// <summary>How many files of a tree have vectors of one space, and what these are worth.</summary>
public sealed record SpaceStatus
{
    /// <summary>The space's name.</summary>
    public required string Space { get; init; }

    /// <summary>Records that were made from the files as they are.</summary>
    public long Fresh { get; init; }

    /// <summary>Records of files of the same size that were modified later; indexing finds out whether the content is the same.</summary>
    public long Touched { get; init; }

    /// <summary>Records of files that have another size now.</summary>
    public long Stale { get; init; }

    /// <summary>Files of a type that goes into this space, as their names tell, without a record; 0 for a space that is not asked for.</summary>
    public long Missing { get; init; }

    /// <summary>Records of another version of the model, or in a format or version of it that this program does not know.</summary>
    public long Foreign { get; init; }

    /// <summary>Records that are damaged.</summary>
    public long Corrupt { get; init; }

    /// <summary>Vectors in records that are sound.</summary>
    public long Vectors { get; init; }

    /// <summary>Bytes of the attributes' values, sketches included.</summary>
    public long Bytes { get; init; }
}
