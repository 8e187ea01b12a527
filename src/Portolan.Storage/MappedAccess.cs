namespace Portolan.Storage;

/// <summary>What may be done with the bytes of a <see cref="MappedFile"/>, and who sees it.</summary>
public enum MappedAccess
{
    /// <summary>They are read; a write to them ends the process, as any write to read-only memory does.</summary>
    Read,

    /// <summary>They are read and written: a change is seen at once by every process that maps the file, and reaches the file.</summary>
    ReadWrite,

    /// <summary>They are read and written, and a change stays in this mapping: pages are copied when they are first written.</summary>
    CopyOnWrite,
}
