using System.Runtime.InteropServices;

namespace Portolan.Vfs;

/// <summary>What a <see cref="SystemError"/> means.</summary>
public static class SystemErrors
{
    /// <summary>A few words for people, such as <c>permission denied</c>.</summary>
    /// <param name="error">Any error.</param>
    public static string Describe(this SystemError error) => error switch
    {
        SystemError.None => "no error",
        SystemError.NoEntry => "vanished, or a link that leads nowhere",
        SystemError.AccessDenied => "permission denied",
        SystemError.NoSpace => "no room for the attribute, or no space on the device",
        SystemError.ArgumentTooBig => "larger than an attribute may be",
        SystemError.ReadOnlyFileSystem => "the file system is mounted read-only",
        SystemError.NotSupported => "the file system keeps no extended attributes",
        SystemError.TooManyLinks => "symbolic links go in a circle",
        _ => Marshal.GetPInvokeErrorMessage((int)error),
    };

    /// <summary>Whether a smaller attribute could have been set: the file or the file system has no room for this one.</summary>
    /// <param name="error">What setting an attribute gave.</param>
    public static bool IsLackOfRoom(this SystemError error) =>
        error is SystemError.NoSpace or SystemError.ArgumentTooBig or SystemError.OutOfRange or SystemError.QuotaExceeded;
}
