using Portolan.Storage;
using Portolan.Storage.Compression;
using Portolan.Text.NGrams.Internals;
using Portolan.Text.NGrams.Arpa;
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
        return PlmWriter.Load(arpa, path, LosslessModel.ArpaFormat);
    }

    /// <summary>Opens whatever bytes it is given and scores them as words with what it opened; for fuzzing.</summary>
    /// <returns>Whether the bytes were a model.</returns>
    internal static bool Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using NGramModel model = OpenBytes(bytes);
            ScoreAnything(model, bytes);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static NGramModel OpenBytes(ReadOnlySpan<byte> bytes)
    {
        const string name = "fuzz";
        if (!bytes.StartsWith(PlmHeader.Mark) && !bytes.StartsWith(KenLmHeader.Mark))
        {
            using ByteSource source = ByteSource.Open(new MemoryStream(bytes.ToArray()), name);
            using ArpaSource arpa = ArpaSource.Read(source);
            return PlmWriter.Load(arpa, name, LosslessModel.ArpaFormat);
        }

        ModelImage image = ModelImage.Copy(name, bytes);
        try
        {
            // Without looking at the checksums of what follows the header, so that its readers see the damage.
            return bytes.StartsWith(PlmHeader.Mark) ? PlmModel.Open(image, verifiedUpTo: 0) : KenLmModel.Open(image);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private static void ScoreAnything(NGramModel model, ReadOnlySpan<byte> bytes)
    {
        // Common words first: low numbers are in most models' n-grams.
        const int asked = 600;
        int[] words = new int[asked];
        for (int i = 0; i < asked; i++)
        {
            int value = bytes[(i * 7919) % bytes.Length];
            words[i] = (int)((i % 3 == 0 ? (value * 256) + i : value % 8) % model.Counts[0]);
        }

        model.Score(words, SequenceEnds.Both, new WordScore[asked + 1]);
        model.ScoreMany(words, [0, 1, 100, 300, asked], SequenceEnds.Both, new float[5]);
        model.Lookup(bytes[..Math.Min(5, bytes.Length)]);
        for (int word = 0; word < Math.Min(20, model.Counts[0]) && model.HasWords; word++)
        {
            model.Lookup(model.Word(word));
        }

        // Reading it back meets every pointer that a score may not.
        if (model is BackOffModel backOff and not KenLmProbingModel && model.HasWords)
        {
            using INGramSource source = NGramConverter.SourceOf(backOff, "fuzz");
            for (int length = 1; length <= source.Order; length++)
            {
                using NGramCursor cursor = source.Open(length);
                while (cursor.MoveNext())
                {
                    _ = cursor.Log10 + cursor.BackOff + cursor.Words.Length;
                }
            }
        }
    }

    internal static unsafe BackOffModel? TryMap(string path)
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
