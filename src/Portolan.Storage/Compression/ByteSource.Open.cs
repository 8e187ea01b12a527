using System.Buffers.Binary;

namespace Portolan.Storage.Compression;

public abstract partial class ByteSource
{
    /// <summary>Opens a file; its first bytes, not its name, decide whether it is gzip, bzip2, zstd, LZ4 or plain.</summary>
    /// <param name="path">A file, pipe or device that can be read.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read, or is a directory.</exception>
    /// <exception cref="StorageException">The file is zstd and libzstd is not installed.</exception>
    public static ByteSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        });
        return Open(stream, path);
    }

    /// <summary>Opens a stream; its first bytes decide whether it is gzip, bzip2, zstd, LZ4 or plain.</summary>
    /// <param name="stream">Read forward from where it stands; offsets count from there. It need not be seekable.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="leaveOpen">False: the source disposes the stream.</param>
    /// <exception cref="StorageException">The stream is zstd and libzstd is not installed.</exception>
    public static ByteSource Open(Stream stream, string name, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        var input = new StoredInput(stream, name, leaveOpen);
        try
        {
            input.Ensure(Bzip2Source.SignatureLength);
            return Choose(input);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static ByteSource Choose(StoredInput input)
    {
        ReadOnlySpan<byte> first = input.Window;
        if (first.Length >= 2 && first[0] == 0x1f && first[1] == 0x8b)
        {
            return new GzipSource(input);
        }

        if (Bzip2Source.IsSignature(first))
        {
            return new Bzip2Source(input);
        }

        if (first.Length >= 4)
        {
            uint magic = BinaryPrimitives.ReadUInt32LittleEndian(first);
            if (magic == Lz4Source.FrameMagic)
            {
                return new Lz4Source(input);
            }

            // LZ4 has skippable frames too, but only zstd archives are known to begin with one.
            if (magic == ZstdSource.FrameMagic || FrameFormats.IsSkippable(magic))
            {
                return new ZstdSource(input);
            }
        }

        return new PlainSource(input);
    }
}
