using System.Numerics.Tensors;
using Portolan.Encoders;
using Portolan.Encoders.Images;
using Portolan.Tensors;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Records;
using Portolan.Vfs.Rules;

namespace Portolan.Vfs.Searching;

/// <summary>Makes the vector of a query from texts and files.</summary>
/// <remarks>
/// Each term's vector has length 1 before it is added or subtracted, and so has the sum. A file that has a fresh record in the space
/// gives the mean of its vectors, for which no model is needed; any other is read and encoded as the indexer would. Thread-safe.
/// </remarks>
/// <param name="decoder">Reads pictures, or null where none can be read.</param>
/// <param name="pdfToText">The program that reads PDF.</param>
public sealed class QueryComposer(IImageDecoder? decoder, string pdfToText = "pdftotext")
{
    // A picture's; its pixels are limited by themselves.
    private const long MaxFileBytes = 256L << 20;

    private const int MaxVectors = 16;

    /// <summary>Whether a model takes all terms: texts, and files of their types.</summary>
    /// <param name="target">The model.</param>
    /// <param name="terms">What is looked for.</param>
    /// <exception cref="VfsException">A file cannot be read.</exception>
    public static bool Takes(IndexTarget target, IReadOnlyList<QueryTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(terms);
        return terms.All(term => term.Text is not null ? target.TakesText : IsPicture(term.File) ? target.TakesImages : target.TakesText);
    }

    /// <summary>Computes the vector.</summary>
    /// <param name="space">The space.</param>
    /// <param name="target">The space's model, or null when only files with records are asked for.</param>
    /// <param name="terms">At least one.</param>
    /// <param name="cancellationToken">Ends the work between two encodings.</param>
    /// <exception cref="VfsException">A file cannot be read, holds nothing that can be encoded, or the terms cancel each other.</exception>
    /// <exception cref="EncoderException">A model cannot be opened, or a picture not be decoded.</exception>
    public float[] Compose(EmbeddingSpace space, IndexTarget? target, IReadOnlyList<QueryTerm> terms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(terms);
        float[] sum = new float[space.Dimensions];
        foreach (QueryTerm term in terms)
        {
            float[] vector = term.Text is { } text ? OfText(space, target, text, cancellationToken) : OfFile(space, target, term.File, cancellationToken);
            VectorMath.Normalize(vector);
            if (term.IsSubtracted)
            {
                TensorPrimitives.Subtract(sum, vector, sum);
            }
            else
            {
                TensorPrimitives.Add(sum, vector, sum);
            }
        }

        // Rounding leaves this much of equal vectors that were subtracted.
        return VectorMath.Normalize(sum) > 1e-4f ? sum : throw new VfsException("what is looked for comes to nothing: its parts cancel each other", hint: "leave one out");
    }

    private static float[] OfText(EmbeddingSpace space, IndexTarget? target, string text, CancellationToken cancellationToken)
    {
        if (target is not { TakesText: true })
        {
            throw new VfsException($"the space {space.Name} has no encoder of texts", hint: "look for a file: @FILE, or name another space with --space");
        }

        float[] vector = new float[space.Dimensions];
        target.Model.Text!.Encode([text], vector, cancellationToken);
        return vector;
    }

    private float[] OfFile(EmbeddingSpace space, IndexTarget? target, RawPath path, CancellationToken cancellationToken)
    {
        using RawFile file = Open(path);
        if (Recorded(file, space) is { } recorded)
        {
            return recorded;
        }

        if (target is null)
        {
            throw new VfsException($"{path} has no vector in the space {space.Name}, and there is no model to make one", path.ToString());
        }

        float[] vector = new float[space.Dimensions];
        if (IsPicture(file))
        {
            AddPicture(target, path, vector, cancellationToken);
        }
        else
        {
            AddPassages(target, path, vector, cancellationToken);
        }

        return vector;
    }

    private void AddPicture(IndexTarget target, RawPath path, float[] vector, CancellationToken cancellationToken)
    {
        if (!target.TakesImages || decoder is null)
        {
            throw new VfsException($"{path} is a picture, which {(decoder is null ? "cannot be read here" : $"the model {target.Space.Name} does not encode")}", path.ToString());
        }

        using FileContent content = FileContent.Open(path, follow: true, MaxFileBytes, out _, out string? reason)
            ?? throw new VfsException($"{path} cannot be looked for: {reason}", path.ToString());
        PixelImage picture = decoder.Decode(content.Bytes, ImageLimits.Default, path.ToString());
        target.Model.Image!.Encode([picture], vector, cancellationToken);
    }

    private void AddPassages(IndexTarget target, RawPath path, float[] sum, CancellationToken cancellationToken)
    {
        if (!target.TakesText)
        {
            throw new VfsException($"{path} is nothing that the model {target.Space.Name} encodes", path.ToString());
        }

        ITextEncoder encoder = target.Model.Text!;
        string[] passages = [.. new PassageReader(pdfToText).PassagesOf(path, encoder, MaxVectors, out string? reason, cancellationToken)];
        if (passages.Length == 0)
        {
            throw new VfsException($"{path} cannot be looked for: {reason ?? "it holds no words"}", path.ToString());
        }

        float[] rows = new float[passages.Length * sum.Length];
        encoder.Encode(passages, rows, cancellationToken);
        AddRows(rows, sum);
    }

    private static float[]? Recorded(RawFile file, EmbeddingSpace space)
    {
        bool isForeign = space.Equals(VectorVfsRecord.Space);
        byte[] buffer = new byte[AttributeCapacity.Max];
        if (file.GetAttribute(isForeign ? VectorVfsRecord.Name : RecordFormat.NameOf(space.Name), buffer, out int length) != SystemError.None)
        {
            return null;
        }

        float[] mean = new float[space.Dimensions];
        if (isForeign)
        {
            if (VectorVfsRecord.TryRead(buffer.AsSpan(0, length), out VectorVfsRecord foreign) != RecordFault.None)
            {
                return null;
            }

            foreign.CopyTo(mean);
            return mean;
        }

        if (VectorRecord.TryRead(buffer.AsSpan(0, length), out VectorRecord record) != RecordFault.None || !record.IsOf(space) || !record.IsUnchanged(file.Status))
        {
            return null;
        }

        float[] rows = new float[record.Count * mean.Length];
        for (int i = 0; i < record.Count; i++)
        {
            record.CopyTo(i, rows.AsSpan(i * mean.Length, mean.Length));
        }

        AddRows(rows, mean);
        return mean;
    }

    private static void AddRows(float[] rows, float[] sum)
    {
        for (int at = 0; at < rows.Length; at += sum.Length)
        {
            TensorPrimitives.Add(sum, rows.AsSpan(at, sum.Length), sum);
        }
    }

    private static bool IsPicture(RawPath path)
    {
        using RawFile file = Open(path);
        return IsPicture(file);
    }

    private static bool IsPicture(RawFile file)
    {
        byte[] head = new byte[FileTypes.HeadBytes];
        return FileTypes.OfContent(head.AsSpan(0, RandomAccess.Read(file.Handle, head, 0))) == FileType.Image;
    }

    private static RawFile Open(RawPath path)
    {
        SystemError error = RawFile.Open(path, follow: true, out RawFile? file);
        return file ?? throw new VfsException(
            $"{path} cannot be looked for: {(error == SystemError.NotSupported ? "it is no file" : error == SystemError.NoEntry ? "there is no such file" : error.Describe())}",
            path.ToString(), "an @ before the words means a file; write @@ for a text that begins with @", error);
    }
}
