using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Internals;

namespace Portolan.Vfs;

/// <summary>A regular file opened for reading by a path of bytes, with its extended attributes.</summary>
/// <remarks>
/// What is read and what is set concern one file, whatever happens to its name meanwhile. Attributes can be set through it when the
/// file's permissions allow writing, though it is opened for reading. Not thread-safe.
/// </remarks>
public sealed unsafe class RawFile : IDisposable
{
    /// <summary>Bytes that are read at once to compute a hash: enough for the disk, little beside everything else.</summary>
    private const int HashBufferBytes = 128 << 10;

    private RawFile(SafeFileHandle handle, RawPath path, FileStatus status)
    {
        Handle = handle;
        Path = path;
        Status = status;
    }

    /// <summary>The path by which it was opened.</summary>
    public RawPath Path { get; }

    /// <summary>The open file; valid until this is disposed of.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The file's state when it was opened.</summary>
    public FileStatus Status { get; }

    /// <summary>Opens a file. Pipes, sockets and devices are not opened, hence never waited for.</summary>
    /// <param name="path">Where it is; longer than PATH_MAX is allowed.</param>
    /// <param name="follow">Whether a symbolic link at the end of the path is followed.</param>
    /// <param name="file">The file, or null.</param>
    /// <returns><see cref="SystemError.NotSupported"/> for what is no regular file, else what the system answered.</returns>
    public static SystemError Open(RawPath path, bool follow, out RawFile? file)
    {
        Span<byte> terminated = stackalloc byte[Libc.LongestPath];
        if (Libc.Terminate(path.Bytes, terminated))
        {
            return Open(Libc.CurrentDirectory, terminated, path, follow, out file);
        }

        file = null;
        SystemError error = LongPath.OpenDirectoryOf(path.Bytes, follow, out int directory);
        if (error != SystemError.None)
        {
            return error;
        }

        bool isShort = Libc.Terminate(path.Name, terminated);
        error = isShort ? Open(directory, terminated, path, follow, out file) : SystemError.NameTooLong;
        Libc.Close(directory);
        return error;
    }

    /// <summary>The file's state now.</summary>
    /// <param name="status">The state.</param>
    public SystemError Refresh(out FileStatus status)
    {
        fixed (byte* path = "\0"u8)
        {
            return Libc.Status(Descriptor, path, Libc.EmptyPath, out status);
        }
    }

    /// <summary>Reads an attribute.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Receives the value; <see cref="SystemError.OutOfRange"/> when it is too small; of an empty span the length is given.</param>
    /// <param name="length">Bytes of the value.</param>
    public SystemError GetAttribute(AttributeName name, Span<byte> value, out int length)
    {
        ArgumentNullException.ThrowIfNull(name);
        fixed (byte* path = "\0"u8)
        {
            return AttributeCalls.Get(Descriptor, path, true, name.Terminated, value, out length);
        }
    }

    /// <summary>Sets an attribute at once: the file has the old value or the new one, never a part.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    public SystemError SetAttribute(AttributeName name, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(name);
        fixed (byte* path = "\0"u8)
        {
            return AttributeCalls.Set(Descriptor, path, true, name.Terminated, value);
        }
    }

    /// <summary>Removes an attribute.</summary>
    /// <param name="name">Its name.</param>
    public SystemError RemoveAttribute(AttributeName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        fixed (byte* path = "\0"u8)
        {
            return AttributeCalls.Remove(Descriptor, path, true, name.Terminated);
        }
    }

    /// <summary>Lists the names of the attributes.</summary>
    /// <param name="names">Receives the names, each with a zero byte behind it; 65,536 bytes always suffice.</param>
    /// <param name="length">Bytes of the names.</param>
    public SystemError ListAttributes(Span<byte> names, out int length)
    {
        fixed (byte* path = "\0"u8)
        {
            return AttributeCalls.List(Descriptor, path, true, names, out length);
        }
    }

    /// <summary>Computes the hash of the content, reading the whole file.</summary>
    /// <param name="maxBytes">Most bytes to read; a longer file gives <see cref="SystemError.OutOfRange"/>.</param>
    /// <param name="hash">As in <see cref="FileFingerprint.ContentHash"/>.</param>
    /// <param name="cancellationToken">Ends the work between two pieces.</param>
    public SystemError HashContent(long maxBytes, out UInt128 hash, CancellationToken cancellationToken = default)
    {
        hash = default;
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(HashBufferBytes);
        try
        {
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long offset = 0;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int read = RandomAccess.Read(Handle, buffer.AsSpan(0, HashBufferBytes), offset);
                if (read == 0)
                {
                    break;
                }

                offset += read;
                if (offset > maxBytes)
                {
                    return SystemError.OutOfRange;
                }

                sha.AppendData(buffer, 0, read);
            }

            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            sha.GetHashAndReset(digest);
            hash = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);
            return SystemError.None;
        }
        catch (IOException)
        {
            return SystemError.InputOutput;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    /// <summary>Opens a name, with its zero, in a directory.</summary>
    internal static SystemError Open(int directory, ReadOnlySpan<byte> terminated, RawPath whole, bool follow, out RawFile? file)
    {
        file = null;
        fixed (byte* path = terminated)
        {
            // Opening a device may act on it: what the file is must be known before, and again after, since names change.
            SystemError error = Libc.Status(directory, path, follow ? 0 : Libc.NoFollow, out FileStatus status);
            if (error != SystemError.None || status.Kind != FileKind.Regular)
            {
                return error != SystemError.None ? error : status.Kind == FileKind.Link ? SystemError.TooManyLinks : SystemError.NotSupported;
            }

            int descriptor = Libc.Open(directory, path, Libc.OpenReadOnly | Libc.OpenNonBlocking | (follow ? 0 : Libc.OpenNoFollow), out error);
            if (descriptor < 0)
            {
                return error;
            }

            fixed (byte* empty = "\0"u8)
            {
                error = Libc.Status(descriptor, empty, Libc.EmptyPath, out status);
            }

            if (error != SystemError.None || status.Kind != FileKind.Regular)
            {
                Libc.Close(descriptor);
                return error != SystemError.None ? error : SystemError.NotSupported;
            }

            file = new RawFile(new SafeFileHandle(descriptor, ownsHandle: true), whole, status);
            return SystemError.None;
        }
    }

    // The handle is open as long as this object is in use: callers dispose of it last.
    private int Descriptor => (int)Handle.DangerousGetHandle();
}
