using System.Buffers;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.SentencePiece;

/// <summary>Segments texts into the pieces of a <see cref="SentencePieceModel"/>, and puts pieces back together.</summary>
/// <remarks>
/// Pieces and numbers are those of sentencepiece 0.1.97 (<c>spm_encode</c>), for any bytes: one that belongs to no character counts
/// as U+FFFD. Not thread-safe: use one a thread, and keep it, since it is fast once warm; then it makes no garbage.
/// Spans that it gives out are valid until the next call.
/// </remarks>
public sealed class SentencePieceEncoder : IDisposable
{
    private readonly Vocabulary vocabulary;
    private readonly GrowingArray<byte> normalized = new();
    private readonly PieceList pieces;
    private readonly Segmenter segmenter;
    private readonly WordwiseSegmenter? wordwise;
    private readonly PieceDecoder decoder;

    /// <summary>Creates an encoder.</summary>
    /// <param name="model">The model; shared with other encoders.</param>
    public SentencePieceEncoder(SentencePieceModel model)
        : this(model, keepsWords: true)
    {
    }

    /// <summary>Creates an encoder that keeps the pieces of words it has seen, or, to compare with, one that searches every text anew.</summary>
    internal SentencePieceEncoder(SentencePieceModel model, bool keepsWords)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        this.vocabulary = model.Vocabulary;
        this.pieces = new PieceList(this.vocabulary);
        this.segmenter = Segmenter.Create(model);
        WordBoundary boundary = keepsWords ? model.WordBoundary : WordBoundary.Nowhere;
        this.wordwise = boundary == WordBoundary.Nowhere ? null : new WordwiseSegmenter(model, this.segmenter, boundary);
        this.decoder = new PieceDecoder(model);
    }

    /// <summary>The model.</summary>
    public SentencePieceModel Model { get; }

    /// <summary>Numbers of the pieces of the last text; a run of unknown characters is one unknown piece.</summary>
    public ReadOnlySpan<int> Ids => pieces.Ids.Used;

    /// <summary>Where each piece of the last text ends in <see cref="Normalized"/>, in bytes; it starts where the one before ends.</summary>
    public ReadOnlySpan<int> Ends => pieces.Ends.Used;

    /// <summary>The last text as the model sees it: normalised, a space being U+2581; valid UTF-8.</summary>
    public ReadOnlySpan<byte> Normalized => normalized.Used;

    /// <summary>Segments a text.</summary>
    /// <param name="text">UTF-8; newlines are treated by the model's rules, as spaces in most.</param>
    /// <returns><see cref="Ids"/>.</returns>
    /// <exception cref="InvalidOperationException">The normalised text would be longer than an array can be.</exception>
    public ReadOnlySpan<int> Encode(ReadOnlySpan<byte> text)
    {
        pieces.Clear();
        Model.Normalizer.Normalize(text, normalized);
        if (wordwise is not null)
        {
            wordwise.Segment(normalized, pieces);
        }
        else
        {
            float score = 0;
            segmenter.Segment(normalized.Used, 0, normalized.Count, ref score, pieces);
        }

        return Ids;
    }

    /// <summary>The bytes of a piece of the last text, as <c>spm_encode --output_format=piece</c> prints them.</summary>
    /// <param name="index">Its place in <see cref="Ids"/>.</param>
    /// <returns>For an unknown piece the text it stands for, for others the model's own; a byte piece's is <c>&lt;0x41&gt;</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public ReadOnlySpan<byte> Piece(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)pieces.Count, nameof(index));
        int id = pieces.Ids.Used[index];
        return id == vocabulary.UnknownId
            ? normalized.Used[(index == 0 ? 0 : pieces.Ends.Used[index - 1])..pieces.Ends.Used[index]]
            : vocabulary.Text(id);
    }

    /// <summary>Puts pieces back together: spaces return, control pieces vanish, byte pieces become the characters that they spell.</summary>
    /// <param name="ids">Numbers of pieces; an unknown piece becomes " ⁇ " or what the model says.</param>
    /// <param name="destination">Receives the text.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public void Decode(ReadOnlySpan<int> ids, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        decoder.Begin();
        foreach (int id in ids)
        {
            decoder.Add(Model.Piece(id));
        }

        decoder.End(destination);
    }

    /// <summary>Puts pieces back together that are given by their text; one that the model does not know stays as it is.</summary>
    /// <param name="pieces">Pieces with one space between them, as <c>spm_encode</c> prints them.</param>
    /// <param name="destination">Receives the text.</param>
    public void DecodePieces(ReadOnlySpan<byte> pieces, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        decoder.Begin();
        foreach (Range piece in pieces.Split((byte)' '))
        {
            if (!pieces[piece].IsEmpty)
            {
                decoder.Add(pieces[piece]);
            }
        }

        decoder.End(destination);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        normalized.Dispose();
        pieces.Dispose();
        segmenter.Dispose();
        wordwise?.Dispose();
        decoder.Dispose();
    }
}
