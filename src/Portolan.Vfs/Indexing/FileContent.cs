using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Portolan.Vfs.Reading;

namespace Portolan.Vfs.Indexing;

/// <summary>A file opened and read as a whole, with its hash; or why that was not possible.</summary>
/// <remarks>The bytes are rented: dispose of it when they have been used.</remarks>
internal sealed class FileContent : IDisposable
{
    private byte[] rented = [];
    private int length;

    private FileContent(RawFile file) => File = file;

    public RawFile File { get; }

    public ReadOnlySpan<byte> Bytes => rented.AsSpan(0, length);

    public FileFingerprint Fingerprint { get; private set; }

    /// <summary>Opens and reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="follow">Whether a link is followed.</param>
    /// <param name="maxBytes">Largest file.</param>
    /// <param name="status">Skipped or failed, when there is no content.</param>
    /// <param name="reason">Why there is none.</param>
    public static FileContent? Open(RawPath path, bool follow, long maxBytes, out IndexStatus status, out string? reason)
    {
        status = IndexStatus.Skipped;
        SystemError error = RawFile.Open(path, follow, out RawFile? file);
        if (error != SystemError.None)
        {
            // Opening says so of what is no file (any more): a pipe, or a link that took its place.
            bool isOther = error is SystemError.NotSupported or SystemError.TooManyLinks;
            status = isOther ? IndexStatus.Skipped : IndexStatus.Failed;
            reason = isOther ? SkipReason.NotRegular : error.Describe();
            return null;
        }

        var content = new FileContent(file!);
        reason = content.ReadAll(maxBytes, ref status);
        if (reason is null)
        {
            return content;
        }

        content.Dispose();
        return null;
    }

    /// <summary>Whether the file still is what was read.</summary>
    public bool IsUnchanged() => IsUnchanged(File, Fingerprint);

    /// <summary>Whether an open file has the size and time of a fingerprint.</summary>
    public static bool IsUnchanged(RawFile file, in FileFingerprint fingerprint) =>
        file.Refresh(out FileStatus now) == SystemError.None
        && now.Size == fingerprint.Size && now.ModifiedNanoseconds == fingerprint.ModifiedNanoseconds;

    public void Dispose()
    {
        File.Dispose();
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
            rented = [];
        }
    }

    private string? ReadAll(long maxBytes, ref IndexStatus status)
    {
        long size = File.Status.Size;
        if (size == 0)
        {
            return SkipReason.Empty;
        }

        if (size > maxBytes)
        {
            return SkipReason.TooLarge;
        }

        rented = ArrayPool<byte>.Shared.Rent((int)size + 1);
        try
        {
            int count;
            // One byte more than there should be shows that the file grows.
            while (length <= size && (count = RandomAccess.Read(File.Handle, rented.AsSpan(length, (int)size + 1 - length), length)) > 0)
            {
                length += count;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            status = IndexStatus.Failed;
            return exception.Message;
        }

        if (length != size)
        {
            return SkipReason.Changing;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Bytes, digest);
        Fingerprint = new FileFingerprint(size, File.Status.ModifiedNanoseconds, BinaryPrimitives.ReadUInt128BigEndian(digest));
        return null;
    }
}
