namespace Portolan.Vfs.Records;

/// <summary>What a file's record says of the file as it is now.</summary>
public enum RecordState
{
    /// <summary>Made from the file as it is: same size, same time of modification.</summary>
    Fresh,

    /// <summary>Same size, another time of modification: the content's hash decides.</summary>
    Touched,

    /// <summary>Made from another content.</summary>
    Stale,

    /// <summary>The file has no record of the space.</summary>
    Missing,

    /// <summary>There is one, and it cannot be used: damaged, foreign, or of another version of the model.</summary>
    Broken,

    /// <summary>The file or its attribute could not be read.</summary>
    Unreadable,
}
