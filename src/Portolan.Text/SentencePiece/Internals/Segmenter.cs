namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Segments normalised text by one kind of model.</summary>
/// <remarks>Not thread-safe; keeps its buffers between texts.</remarks>
internal abstract class Segmenter : IDisposable
{
    /// <summary>Segments a stretch of the normalised text that no piece reaches into or out of.</summary>
    /// <param name="normalized">The whole normalised text, valid UTF-8.</param>
    /// <param name="from">Where the stretch starts.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="score">The score of the text before <paramref name="from"/>; that of the text before <paramref name="to"/> after.
    /// Only unigram models have one.</param>
    /// <param name="output">Receives the pieces.</param>
    public abstract void Segment(ReadOnlySpan<byte> normalized, int from, int to, ref float score, PieceList output);

    public abstract void Dispose();

    /// <summary>The segmenter of a model's kind.</summary>
    public static Segmenter Create(SentencePieceModel model) => model.Kind switch
    {
        SentencePieceModelKind.Unigram => new UnigramSegmenter(model.Vocabulary),
        SentencePieceModelKind.BytePair => new BytePairSegmenter(model.Vocabulary, model.UserDefined),
        SentencePieceModelKind.Word => new WordSegmenter(model.Vocabulary),
        _ => new CharacterSegmenter(model.Vocabulary, model.UserDefined),
    };
}
