using System.IO.MemoryMappedFiles;

namespace Portolan.Storage;

/// <summary>A file mapped read-only into memory, of any size.</summary>
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

    private MappedFile(string path, MemoryMappedFile? file, long length)
    {
        Path = path;
        Length = length;
        this.file = file;
        if (file is not null)
        {
            view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            start += view.PointerOffset;
        }
    }

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

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
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read, or is a directory.</exception>
    public static MappedFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        MemoryMappedFile? file = null;
        try
        {
            long length = stream.Length;
            if (length == 0)
            {
                // mmap refuses a length of zero.
                stream.Dispose();
                return new MappedFile(path, null, 0);
            }

            file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new MappedFile(path, file, length);
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

    /// <summary>Unmaps the file.</summary>
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
}
