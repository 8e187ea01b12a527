using System.Collections.Concurrent;
using Portolan.Vfs.Internals;

namespace Portolan.Vfs.Attributes;

/// <summary>How large an attribute of a file may be, found by trying: no call tells it.</summary>
/// <remarks>
/// Tried once a file system, on a file without a name (O_TMPFILE) that vanishes when it is closed. Where that is not possible nothing
/// is known, and the files themselves will tell. Thread-safe.
/// </remarks>
public sealed unsafe class AttributeCapacity
{
    /// <summary>Most bytes of an attribute on any file system of Linux (XATTR_SIZE_MAX).</summary>
    public const int Max = 65_536;

    private readonly ConcurrentDictionary<ulong, int> known = [];

    /// <summary>Most bytes of one attribute of a file that has no others.</summary>
    /// <param name="device">The file system; see <see cref="FileStatus.Device"/>.</param>
    /// <param name="directory">A directory on it.</param>
    /// <param name="name">The attribute: the length of its name counts too.</param>
    /// <returns>1 to <see cref="Max"/>; <see cref="Max"/> also when it could not be found out.</returns>
    public int Of(ulong device, RawPath directory, AttributeName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (known.TryGetValue(device, out int capacity))
        {
            return capacity;
        }

        capacity = Try(directory, name);
        known[device] = capacity;
        return capacity;
    }

    private static int Try(RawPath directory, AttributeName name)
    {
        Span<byte> terminated = stackalloc byte[Libc.LongestPath];
        if (!Libc.Terminate(directory.IsEmpty ? "."u8 : directory.Bytes, terminated))
        {
            return Max;
        }

        int descriptor;
        fixed (byte* path = terminated)
        {
            descriptor = Libc.Open(Libc.CurrentDirectory, path, Libc.OpenReadWrite | Libc.OpenTemporary, out _);
        }

        if (descriptor < 0)
        {
            return Max;
        }

        byte[] value = new byte[Max];
        int fits = 0, tooLarge = Max + 1;
        fixed (byte* empty = "\0"u8)
        {
            // The whole first: most file systems have no smaller limit. Then halving, 4,040 bytes of ext4 in a dozen attempts.
            for (int length = Max; fits + 1 < tooLarge; length = fits + ((tooLarge - fits) / 2))
            {
                SystemError error = AttributeCalls.Set(descriptor, empty, true, name.Terminated, value.AsSpan(0, length));
                if (error == SystemError.None)
                {
                    fits = length;
                }
                else if (error.IsLackOfRoom())
                {
                    tooLarge = length;
                }
                else
                {
                    break;
                }
            }
        }

        Libc.Close(descriptor);
        return fits == 0 ? Max : fits;
    }
}
