namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The contents of a model file (the message <c>ModelProto</c>) as plain values that can be changed and written back.</summary>
/// <remarks>
/// Nothing here is checked for sense, only for form; whoever makes a model of it does that. Self-test samples and fields
/// unknown to the format of 0.1.97 are not kept.
/// </remarks>
internal sealed class ModelDescription
{
    public List<PieceDescription> Pieces { get; } = [];

    public TrainerDescription Trainer { get; } = new();

    public NormalizerDescription Normalizer { get; } = new();

    /// <summary>What happens to decoded text; null when the file has none.</summary>
    public NormalizerDescription? Denormalizer { get; set; }

    /// <summary>Reads a model file's bytes.</summary>
    /// <exception cref="Storage.StorageException">The bytes are no such message, or are cut off.</exception>
    public static ModelDescription Parse(ReadOnlySpan<byte> bytes, string name) => ModelDescriptionReader.Read(bytes, name);

    /// <summary>The bytes of a model file, which sentencepiece reads.</summary>
    public byte[] Serialise() => ModelDescriptionWriter.Write(this);
}
