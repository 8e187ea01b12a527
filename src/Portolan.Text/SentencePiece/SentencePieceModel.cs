using Portolan.Storage;
using Portolan.Text.Normalization;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.SentencePiece;

/// <summary>A SentencePiece tokeniser model: its vocabulary, normalisation and kind, from a <c>.model</c> file.</summary>
/// <remarks>
/// Immutable and safe to share between threads; <see cref="SentencePieceEncoder"/> segments text with it. Reads models of
/// sentencepiece up to 0.1.97 (unigram, BPE, word and character; byte fallback; user-defined and control symbols; compiled
/// normalisation rules). <c>docs/formats/sentencepiece.md</c> gives the layout of the file.
/// </remarks>
public sealed class SentencePieceModel
{
    private const int FuzzTextLength = 4096;

    private SentencePieceModel(ModelDescription description, string name)
    {
        Description = description;
        Vocabulary = new Vocabulary(description, name);
        UserDefined = Vocabulary.UserDefined();
        TrainerDescription trainer = description.Trainer;
        Normalizer = new SentenceNormalizer(
            description.Normalizer, UserDefined, trainer.TreatWhitespaceAsSuffix, name);
        if (description.Denormalizer is { CompiledMap.Length: > 0 } denormalizer)
        {
            Denormalizer = new SentenceNormalizer(denormalizer, null, spaceAsSuffix: false, name);
        }

        WordBoundary = WordBoundaries.Of(this);
        BeginId = Special(trainer.BeginPiece, "<s>");
        EndId = Special(trainer.EndPiece, "</s>");
        PadId = Special(trainer.PadPiece, "<pad>");
    }

    /// <summary>How the model segments.</summary>
    public SentencePieceModelKind Kind => Description.Trainer.Kind;

    /// <summary>Number of pieces; they are numbered from 0.</summary>
    public int VocabularySize => Vocabulary.Count;

    /// <summary>The number of the piece that stands for what the vocabulary does not cover.</summary>
    public int UnknownId => Vocabulary.UnknownId;

    /// <summary>The number of the control piece for the beginning of a text, or -1 if the model has none.</summary>
    public int BeginId { get; }

    /// <summary>The number of the control piece for the end of a text, or -1 if the model has none.</summary>
    public int EndId { get; }

    /// <summary>The number of the control piece for padding, or -1 if the model has none.</summary>
    public int PadId { get; }

    internal ModelDescription Description { get; }

    internal Vocabulary Vocabulary { get; }

    /// <summary>The texts that are always one piece; null if there are none.</summary>
    internal PieceTrie? UserDefined { get; }

    /// <summary>Where text may be cut into words.</summary>
    internal WordBoundary WordBoundary { get; }

    internal SentenceNormalizer Normalizer { get; }

    internal SentenceNormalizer? Denormalizer { get; }

    /// <summary>Reads a model file into memory.</summary>
    /// <param name="path">A <c>.model</c> file.</param>
    /// <exception cref="StorageException">The file is no SentencePiece model, is damaged or truncated, or contradicts itself.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static SentencePieceModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads a model from bytes in memory, which are not kept.</summary>
    /// <param name="bytes">A whole model file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="StorageException">The bytes are no SentencePiece model, are damaged or truncated, or contradict themselves.</exception>
    public static SentencePieceModel Parse(ReadOnlySpan<byte> bytes, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Create(ModelDescription.Parse(bytes, name), name);
    }

    /// <summary>The bytes of a piece, in which a space is U+2581; usually UTF-8.</summary>
    /// <param name="id">0 to <see cref="VocabularySize"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public ReadOnlySpan<byte> Piece(int id)
    {
        Check(id);
        return Vocabulary.Text(id);
    }

    /// <summary>The score of a piece: the natural logarithm of its probability (unigram), or minus its rank (BPE).</summary>
    /// <param name="id">0 to <see cref="VocabularySize"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public float Score(int id)
    {
        Check(id);
        return Vocabulary.Scores[id];
    }

    /// <summary>What a piece is for.</summary>
    /// <param name="id">0 to <see cref="VocabularySize"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such piece.</exception>
    public PieceType TypeOf(int id)
    {
        Check(id);
        return Vocabulary.Types[id];
    }

    /// <summary>The number of a piece, or <see cref="UnknownId"/> if the vocabulary has no such piece.</summary>
    /// <param name="piece">Its bytes; compared byte by byte.</param>
    public int IdOf(ReadOnlySpan<byte> piece) => Vocabulary.Find(piece);

    /// <summary>Makes a model of a description, which it keeps: it must not be changed afterwards.</summary>
    /// <exception cref="StorageException">The description contradicts itself.</exception>
    internal static SentencePieceModel Create(ModelDescription description, string name) => new(description, name);

    /// <summary>Reads whatever bytes it is given, and segments them and decodes the pieces with what it read; for fuzzing.</summary>
    /// <returns>Whether the bytes were a model.</returns>
    internal static bool Fuzz(ReadOnlySpan<byte> bytes)
    {
        SentencePieceModel model;
        try
        {
            model = Parse(bytes, "fuzz");
        }
        catch (StorageException)
        {
            return false;
        }

        using var encoder = new SentencePieceEncoder(model);
        using var decoded = new PooledBuffer<byte>();
        encoder.Encode("The quick brown fox\tvaut 3½ ﬁ é e\u0301 Ärger ▁▁ 你好 $$ing <sep> the A…A''"u8);
        encoder.Encode(bytes.Length > FuzzTextLength ? bytes[..FuzzTextLength] : bytes);
        encoder.Decode(encoder.Ids, decoded);
        return true;
    }

    private int Special(string piece, string usual)
    {
        int id = Vocabulary.Find(System.Text.Encoding.UTF8.GetBytes(piece.Length == 0 ? usual : piece));
        return Vocabulary.Types[id] == PieceType.Control ? id : -1;
    }

    private void Check(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, VocabularySize);
    }
}
