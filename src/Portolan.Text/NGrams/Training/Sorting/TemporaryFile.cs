using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Portolan.Storage;

namespace Portolan.Text.NGrams.Training.Sorting;

/// <summary>A file of records that this process writes once and reads back, and that is gone when it is closed.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string path;
    private readonly SafeFileHandle handle;

    public TemporaryFile(string path)
    {
        this.path = path;
        handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, FileOptions.DeleteOnClose);
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <exception cref="StorageException">The disk is full or failing; the message names the file.</exception>
    public void Append<T>(ReadOnlySpan<T> records)
        where T : unmanaged
    {
        // A record is at most 24 bytes and a block at most 2^30 records, while a span counts bytes in 31 bits.
        const int MaxRecords = 1 << 22;
        while (!records.IsEmpty)
        {
            int count = Math.Min(records.Length, MaxRecords);
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(records[..count]);
            try
            {
                RandomAccess.Write(handle, bytes, Length);
            }
            catch (IOException e)
            {
                throw new StorageException(
                    $"cannot write the temporary file {path}: {e.Message}",
                    path,
                    hint: "free some space, sort in another directory (--temporary), or allow more memory so that less is written (--memory)",
                    innerException: e);
            }

            Length += bytes.Length;
            records = records[count..];
        }
    }

    /// <summary>Reads records back; the range must have been written.</summary>
    public void Read<T>(long byteOffset, Span<T> records)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(records);
        while (!bytes.IsEmpty)
        {
            int count = RandomAccess.Read(handle, bytes, byteOffset);
            if (count == 0)
            {
                throw new StorageException($"the temporary file {path} became shorter while it was used", path, byteOffset, "keep other programs away from the temporary directory");
            }

            byteOffset += count;
            bytes = bytes[count..];
        }
    }

    public void Dispose() => handle.Dispose();
}
