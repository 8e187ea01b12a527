using Portolan.Storage;
using Portolan.Storage.Compression;
using Portolan.Text.NGrams.Internals;
using Portolan.Text.NGrams.Internals.Arpa;
using Portolan.Text.NGrams.Internals.KenLm;
using Portolan.Text.NGrams.Internals.Plm;

namespace Portolan.Text.NGrams;

public abstract partial class NGramModel
{
    /// <summary>Opens a model file; its first bytes, not its name, decide what it is.</summary>
    /// <remarks>
    /// <c>.plm</c> files and KenLM's binaries are mapped: opening takes no longer for a large one, and processes share its memory. Their
    /// largest parts are not read when they are opened; a damaged one may give wrong scores, never a wrong access
    /// (<c>portolan lm info --verify</c> compares a <c>.plm</c> with its checksums; up to 16 MiB that is done here).
    /// An ARPA file, compressed or not, is read into memory.
    /// </remarks>
    /// <param name="path">A <c>.plm</c>, a KenLM binary of format version 5 (probing or any trie), or an ARPA file.</param>
    /// <exception cref="StorageException">The file is no model, is damaged, or is of another version.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static NGramModel Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (TryMap(path) is { } mapped)
        {
            return mapped;
        }

        using ByteSource source = ByteSource.Open(path);
        using ArpaSource arpa = ArpaSource.Read(source);
        return PlmWriter.Load(arpa, path, "ARPA");
    }

    private static unsafe BackOffModel? TryMap(string path)
    {
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            // A pipe has no bytes to map and cannot be read twice.
            Span<byte> first = stackalloc byte[64];
            if (!stream.CanSeek)
            {
                return null;
            }

            first = first[..stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
            if (!first.StartsWith(PlmHeader.Mark) && !first.StartsWith(KenLmHeader.Mark))
            {
                return null;
            }
        }

        ModelImage image = ModelImage.Map(path);
        try
        {
            return new ReadOnlySpan<byte>(image.Start, (int)Math.Min(image.Length, 64)).StartsWith(PlmHeader.Mark)
                ? PlmModel.Open(image)
                : KenLmModel.Open(image);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }
}
