using System.Globalization;
using Portolan.Storage;
using Portolan.Text.FastText.Internals;

namespace Portolan.Text.FastText;

/// <summary>A fastText model read from a <c>.bin</c> or <c>.ftz</c> file, formats 11 and 12, dense or product-quantised.</summary>
/// <remarks>
/// Immutable and safe to share between threads. Use <see cref="FastTextClassifier"/> to label texts with it.
/// <c>docs/formats/fasttext.md</c> gives the layout of the file; the source is fastText 0.9.2 (<c>fasttext.cc</c>, <c>dictionary.cc</c>,
/// <c>quantmatrix.cc</c>, <c>productquantizer.cc</c>).
/// </remarks>
public sealed class FastTextModel
{
    private const int Magic = 793712314;
    private const int OldestVersion = 11;
    private const int NewestVersion = 12;

    private FastTextModel(FastTextArguments arguments, FastTextDictionary dictionary, WeightMatrix input, WeightMatrix output)
    {
        Arguments = arguments;
        Dictionary = dictionary;
        Input = input;
        Output = output;
    }

    /// <summary>Length of the hidden vector, at least 1.</summary>
    public int Dimension => Arguments.Dimension;

    /// <summary>How label probabilities are computed.</summary>
    public FastTextLoss Loss => Arguments.Loss;

    /// <summary>Whether the model was trained on labels; only such a model can classify.</summary>
    public bool IsSupervised => Arguments.IsSupervised;

    /// <summary>Words that have a row of their own.</summary>
    public int WordCount => Dictionary.WordCount;

    /// <summary>The labels in the file's order, most frequent first, without their <c>__label__</c> prefix.</summary>
    public IReadOnlyList<string> Labels => Dictionary.Labels;

    internal FastTextArguments Arguments { get; }

    internal FastTextDictionary Dictionary { get; }

    internal WeightMatrix Input { get; }

    internal WeightMatrix Output { get; }

    /// <summary>Reads a model file into memory; dense matrices are read straight into place, so the peak is about the file's size.</summary>
    /// <param name="path">A <c>.bin</c> or <c>.ftz</c> file.</param>
    /// <exception cref="StorageException">The file is no fastText model, is damaged or truncated, or is of an unknown version.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static FastTextModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Read(stream, path);
    }

    /// <summary>Reads a model from bytes in memory, which are not kept.</summary>
    /// <param name="bytes">A whole model file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="StorageException">The bytes are no fastText model, are damaged or truncated, or are of an unknown version.</exception>
    public static unsafe FastTextModel Load(ReadOnlySpan<byte> bytes, string name)
    {
        fixed (byte* start = bytes)
        {
            // An empty span has no address, which a memory stream refuses.
            using Stream stream = bytes.IsEmpty ? Stream.Null : new UnmanagedMemoryStream(start, bytes.Length);
            return Read(stream, name);
        }
    }

    /// <summary>Reads whatever bytes it is given and labels them with what it read; for fuzzing.</summary>
    /// <returns>Whether the bytes were a model.</returns>
    internal static bool Fuzz(ReadOnlySpan<byte> bytes)
    {
        FastTextModel model;
        try
        {
            model = Load(bytes, "fuzz");
        }
        catch (StorageException)
        {
            return false;
        }

        if (model.IsSupervised)
        {
            Span<FastTextPrediction> best = new FastTextPrediction[3];
            new FastTextClassifier(model).Predict(bytes[..Math.Min(bytes.Length, 512)], Newlines.AsSpaces, best);
        }

        return true;
    }

    private static FastTextModel Read(Stream stream, string name)
    {
        var reader = new ModelReader(stream, name);
        reader.ReadInt32Between("first number (fastText's mark)", Magic, Magic);
        int version = reader.ReadInt32Between("format version", OldestVersion, NewestVersion);
        FastTextArguments arguments = FastTextArguments.Read(reader, version);
        FastTextDictionary dictionary = FastTextDictionary.Read(reader);

        long inputOffset = reader.Position;
        bool quantised = reader.ReadFlag("mark of a quantised input matrix");
        if (!quantised && dictionary.Buckets.IsPruned)
        {
            throw reader.Bad("a pruned dictionary with a dense matrix", "a quantised matrix (fastText issue 332)", inputOffset);
        }

        WeightMatrix input = quantised
            ? WeightMatrix.ReadQuantised(reader, arguments.Dimension)
            : WeightMatrix.ReadDense(reader, arguments.Dimension);
        CheckInputRows(reader, arguments, dictionary, input, inputOffset);

        long outputOffset = reader.Position;
        bool quantisedOutput = reader.ReadFlag("mark of a quantised output matrix");
        WeightMatrix output = quantised && quantisedOutput
            ? WeightMatrix.ReadQuantised(reader, arguments.Dimension)
            : WeightMatrix.ReadDense(reader, arguments.Dimension);
        CheckOutput(reader, arguments, dictionary, output, outputOffset);

        return reader.Remaining == 0
            ? new FastTextModel(arguments, dictionary, input, output)
            : throw reader.Bad(string.Create(CultureInfo.InvariantCulture, $"{reader.Remaining} bytes follow"), "the end of the file", reader.Position);
    }

    private static void CheckInputRows(
        ModelReader reader, FastTextArguments arguments, FastTextDictionary dictionary, WeightMatrix input, long offset)
    {
        long needed = dictionary.WordCount;
        needed += dictionary.Buckets.IsPruned ? dictionary.BucketRowCount : arguments.UsesBuckets ? arguments.Buckets : 0;
        if (input.RowCount < needed)
        {
            throw reader.Bad(
                string.Create(CultureInfo.InvariantCulture, $"the input matrix has {input.RowCount} rows"),
                string.Create(CultureInfo.InvariantCulture, $"at least {needed} for its words and buckets"),
                offset);
        }
    }

    private static void CheckOutput(
        ModelReader reader, FastTextArguments arguments, FastTextDictionary dictionary, WeightMatrix output, long offset)
    {
        int outputs = arguments.IsSupervised ? dictionary.Labels.Length : dictionary.WordCount;
        if (outputs == 0 || output.RowCount != outputs)
        {
            throw reader.Bad(
                string.Create(CultureInfo.InvariantCulture, $"the output matrix has {output.RowCount} rows"),
                string.Create(CultureInfo.InvariantCulture, $"{outputs}, one for each label, and at least one"),
                offset);
        }

        // The Huffman tree is built from these sums.
        Int128 total = 0;
        foreach (long count in dictionary.LabelCounts)
        {
            total += count;
        }

        if (arguments.Loss == FastTextLoss.HierarchicalSoftmax && total >= HuffmanTree.UnsetCount)
        {
            throw reader.Bad($"labels occur {total} times", "fewer than 1e15", offset);
        }
    }
}
