using System.IO.MemoryMappedFiles;

namespace Portolan.Storage;

/// <summary>A file mapped into memory, of any size: to be read, or to be written in place.</summary>
/// <remarks>
/// Pages are read when touched and shared between processes. Thread-safe, apart from <see cref="Dispose"/>: spans and the pointer are
/// valid until then. A file that another process shortens while it is mapped must not be read behind its new end.
/// </remarks>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    private byte* start;
    private bool disposed;

    private MappedFile(string path, MappedAccess access, MemoryMappedFile? file, long length)
    {
        Path = path;
        Access = access;
        Length = length;
        this.file = file;
        if (file is not null)
        {
            view = file.CreateViewAccessor(0, length, NativeAccess(access));
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            start += view.PointerOffset;
        }
    }

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

    /// <summary>How it was opened.</summary>
    public MappedAccess Access { get; }

    /// <summary>Bytes in the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>The first byte; null for an empty file. Reading at or behind <see cref="Length"/> is undefined.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return start;
        }
    }

    /// <summary>Maps a file. An empty file is allowed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="access">What may be done with its bytes. To write in place needs the right to write the file; the other two only to read it.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened so, or is a directory.</exception>
    public static MappedFile Open(string path, MappedAccess access = MappedAccess.Read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileAccess needed = access == MappedAccess.ReadWrite ? FileAccess.ReadWrite : FileAccess.Read;
        var stream = new FileStream(path, FileMode.Open, needed, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        MemoryMappedFile? file = null;
        try
        {
            long length = stream.Length;
            if (length == 0)
            {
                // mmap refuses a length of zero.
                stream.Dispose();
                return new MappedFile(path, access, null, 0);
            }

            file = MemoryMappedFile.CreateFromFile(stream, null, 0, NativeAccess(access), HandleInheritability.None, leaveOpen: false);
            return new MappedFile(path, access, file, length);
        }
        catch
        {
            file?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file, without copying them.</summary>
    /// <param name="offset">The first byte, 0 to <see cref="Length"/>.</param>
    /// <param name="length">How many; the range must lie in the file.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the file.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public ReadOnlySpan<byte> Span(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)Length, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)(uint)length, (ulong)(Length - offset), nameof(length));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new ReadOnlySpan<byte>(start + offset, length);
    }

    /// <summary>Waits until what was written in place has reached the device; nothing to do for the other kinds of access.</summary>
    /// <exception cref="IOException">The device is full or failing.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (Access == MappedAccess.ReadWrite)
        {
            view?.Flush();
        }
    }

    /// <summary>Unmaps the file. What was written in place is in the file, and reaches the device in the system's own time.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        start = null;
        if (view is not null)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
        }

        file?.Dispose();
    }

    private static MemoryMappedFileAccess NativeAccess(MappedAccess access) => access switch
    {
        MappedAccess.Read => MemoryMappedFileAccess.Read,
        MappedAccess.ReadWrite => MemoryMappedFileAccess.ReadWrite,
        MappedAccess.CopyOnWrite => MemoryMappedFileAccess.CopyOnWrite,
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "There is no such access."),
    };
}
