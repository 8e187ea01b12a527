namespace Portolan.Vfs;

/// <summary>What an entry of a directory is. The values are those of the kernel's <c>d_type</c>.</summary>
public enum FileKind
{
    /// <summary>The file system does not say; it has to be asked for the file's status.</summary>
    Unknown = 0,

    /// <summary>A named pipe.</summary>
    Pipe = 1,

    /// <summary>A character device.</summary>
    CharacterDevice = 2,

    /// <summary>A directory.</summary>
    Directory = 4,

    /// <summary>A block device.</summary>
    BlockDevice = 6,

    /// <summary>A regular file.</summary>
    Regular = 8,

    /// <summary>A symbolic link.</summary>
    Link = 10,

    /// <summary>A socket.</summary>
    Socket = 12,
}
