using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Portolan.Storage;

namespace Portolan.Encoders.Models.Internals;

/// <summary>Hashes of whole files, with bounded memory.</summary>
internal static class FileDigest
{
    public const string Sha256OfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    // Large enough that the calls cost nothing, small enough to stay in the second-level cache.
    private const int BlockBytes = 1 << 18;

    /// <summary>SHA-256 of a file, in lower-case hexadecimal digits.</summary>
    public static string Sha256Of(string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return HashFile(hash, path, cancellationToken);
    }

    /// <summary>The name that git gives a file's content: SHA-1 over "blob", the length and the bytes.</summary>
    public static string GitBlobOf(string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {new FileInfo(path).Length}\0")));
        return HashFile(hash, path, cancellationToken);
    }

    /// <summary>SHA-256 of a mapped file, in lower-case hexadecimal digits.</summary>
    public static string Sha256Of(MappedFile file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < file.Length; at += BlockBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(file.Span(at, (int)Math.Min(BlockBytes, file.Length - at)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Copies a stream to its end and gives its length and SHA-256 in lower-case hexadecimal digits.</summary>
    public static (long Length, string Sha256) Copy(Stream from, Stream to, IProgress<long>? copied, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            long length = 0;
            for (int count; (count = from.Read(block)) > 0; length += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, count);
                to.Write(block, 0, count);
                copied?.Report(count);
            }

            return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static string HashFile(IncrementalHash hash, string path, CancellationToken cancellationToken)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            for (int count; (count = stream.Read(block)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, count);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
