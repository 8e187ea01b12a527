namespace Portolan.Vfs;

/// <summary>What Linux answered to a call: <c>errno</c>. Values without a name here are possible.</summary>
/// <remarks>Numbers of the generic architectures (x86, ARM, RISC-V).</remarks>
public enum SystemError
{
    /// <summary>The call did what was asked.</summary>
    None = 0,

    /// <summary>EPERM: such as a <c>user.</c> attribute set on a symbolic link or a device.</summary>
    NotPermitted = 1,

    /// <summary>ENOENT: the file vanished, or a link leads nowhere.</summary>
    NoEntry = 2,

    /// <summary>EINTR: a signal came.</summary>
    Interrupted = 4,

    /// <summary>EIO: the device failed.</summary>
    InputOutput = 5,

    /// <summary>E2BIG: an attribute larger than Linux allows anywhere, 65,536 bytes.</summary>
    ArgumentTooBig = 7,

    /// <summary>EACCES: the permissions of a file or of a directory on the way forbid it.</summary>
    AccessDenied = 13,

    /// <summary>EEXIST.</summary>
    Exists = 17,

    /// <summary>ENOTDIR: a directory on the way is none, or is none any more.</summary>
    NotADirectory = 20,

    /// <summary>EISDIR.</summary>
    IsADirectory = 21,

    /// <summary>EINVAL.</summary>
    InvalidArgument = 22,

    /// <summary>EMFILE: the process has too many files open.</summary>
    TooManyOpenFiles = 24,

    /// <summary>ENOSPC: no space on the device, or, for an attribute, no room with this file.</summary>
    NoSpace = 28,

    /// <summary>EROFS: the file system is mounted read-only.</summary>
    ReadOnlyFileSystem = 30,

    /// <summary>ERANGE: the buffer is too small for the attribute.</summary>
    OutOfRange = 34,

    /// <summary>ENAMETOOLONG.</summary>
    NameTooLong = 36,

    /// <summary>ENOSYS: the kernel has no such call.</summary>
    NoSuchCall = 38,

    /// <summary>ELOOP: symbolic links go in a circle, or one stands where none is followed.</summary>
    TooManyLinks = 40,

    /// <summary>ENODATA: there is no such attribute.</summary>
    NoAttribute = 61,

    /// <summary>EOPNOTSUPP: the file system keeps no extended attributes.</summary>
    NotSupported = 95,

    /// <summary>EDQUOT: the user's quota is used up.</summary>
    QuotaExceeded = 122,
}
