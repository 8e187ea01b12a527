using System.IO.Compression;
using Portolan.Storage;
using Portolan.Storage.Compression;
using Portolan.Text.NGrams.Arpa;
using Portolan.Text.NGrams.Internals;
using Portolan.Text.NGrams.Internals.KenLm;
using Portolan.Text.NGrams.Internals.Plm;
using Portolan.Text.NGrams.Internals.Trie;

namespace Portolan.Text.NGrams;

/// <summary>Writes a model in another form.</summary>
/// <remarks>The same input gives the same bytes. The output appears under its name when it is complete, and not before.</remarks>
public static class NGramConverter
{
    /// <summary>Reads a model of any form and writes it in one.</summary>
    /// <param name="input">An ARPA file, a <c>.plm</c>, or a KenLM trie that holds its words' strings.</param>
    /// <param name="output">The file to write; ARPA is compressed if its name ends in <c>.gz</c>.</param>
    /// <param name="format">The form to write.</param>
    /// <param name="cancellation">Stops the writing of ARPA between blocks of lines, and anything else before it begins.</param>
    /// <exception cref="StorageException">The input is damaged or is of a form that cannot be read back: KenLM's probing models keep hashes
    /// of their n-grams alone.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read or written.</exception>
    public static void Convert(string input, string output, NGramFormat format, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(output);
        cancellation.ThrowIfCancellationRequested();
        using BackOffModel? model = NGramModel.TryMap(input);
        using INGramSource source = model is null ? ReadArpa(input) : SourceOf(model, input);
        cancellation.ThrowIfCancellationRequested();
        using AtomicFile file = AtomicFile.Create(output, bufferSize: 0);
        if (format == NGramFormat.Arpa)
        {
            WriteArpa(source, file.Stream, isCompressed: output.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), cancellation);
        }
        else
        {
            PlmWriter.Write(source, file, format == NGramFormat.Plm ? PlmForm.Lossless : PlmForm.Compact);
        }

        file.Commit();
    }

    /// <summary>A binary model as a stream of n-grams.</summary>
    /// <exception cref="StorageException">Its form cannot be read back.</exception>
    internal static INGramSource SourceOf(BackOffModel model, string name) => model switch
    {
        LosslessModel lossless => new LosslessSource(lossless, lossless.Tables, name),
        CompactModel compact => new TrieSource(compact, compact.Tables, name),
        KenLmTrieModel { HasWords: true } trie => new TrieSource(trie, trie.Tables, name),
        KenLmTrieModel => throw new StorageException(
            $"{name} holds only hashes of its words, expected their strings", name, hint: "build it again without -i, or convert its ARPA file"),
        _ => throw new StorageException(
            $"{name} is a {model.Format} model, which keeps only hashes of its n-grams; expected ARPA, .plm or a KenLM trie",
            name,
            hint: "it can be scored as it is; to convert, take its ARPA file"),
    };

    private static void WriteArpa(INGramSource source, Stream output, bool isCompressed, CancellationToken cancellation)
    {
        using GZipStream? compressed = isCompressed ? new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true) : null;
        ArpaWriter.Write(source, compressed ?? output, Environment.ProcessorCount, null, cancellation);
    }

    private static ArpaSource ReadArpa(string path)
    {
        using ByteSource source = ByteSource.Open(path);
        return ArpaSource.Read(source);
    }
}
