using Portolan.Text.NGrams;
using Portolan.Text.Normalization;
using Portolan.Text.SentencePiece;

namespace Portolan.Text.Perplexity;

/// <summary>Scores texts with a <see cref="PerplexityModel"/>, as CCNet does or by paragraphs.</summary>
/// <remarks>
/// Not thread-safe: use one a thread, and keep it, since it keeps its buffers and makes no garbage once they are large enough.
/// docs/guide/language-models.md shows by an example how the two ways differ.
/// </remarks>
public sealed class PerplexityScorer : IDisposable
{
    private readonly PerplexityModel model;
    private readonly SentencePieceEncoder encoder;
    private readonly PooledBuffer<byte> normalized = new();
    private readonly PooledBuffer<int> words = new();
    private readonly PooledBuffer<int> ends = new();
    private readonly PooledBuffer<float> scores = new();

    internal PerplexityScorer(PerplexityModel model)
    {
        this.model = model;
        encoder = new SentencePieceEncoder(model.Tokenizer);
    }

    /// <summary>CCNet's perplexity: the whole text is one sentence.</summary>
    /// <param name="utf8">A document, lines separated by <c>\n</c>; invalid parts count as U+FFFD.</param>
    /// <returns>
    /// The score of the text as <see cref="LanguageModelNormalizer"/> leaves it, which deletes line breaks, in the model's pieces, with
    /// a begin before and an end behind it; its length is the number of pieces and 1. A text that leaves no piece has no score.
    /// </returns>
    /// <remarks>
    /// Source: cc_net bda555b, perplexity.py (<c>MultiSentencePiece</c> with <c>normalize</c>, then <c>DocLM</c>). The last word of a line
    /// and the first of the next become one. The sum is in single precision, as KenLM's is.
    /// </remarks>
    public PerplexityScore ScoreDocument(ReadOnlySpan<byte> utf8)
    {
        words.Clear();
        int pieces = AppendWords(utf8);
        return pieces == 0 ? default : new PerplexityScore(model.Model.Score(words.WrittenSpan, SequenceEnds.Both), pieces + 1L);
    }

    /// <summary>The perplexity over paragraphs: each line is a sentence.</summary>
    /// <param name="utf8">A document, lines separated by <c>\n</c>; invalid parts count as U+FFFD.</param>
    /// <param name="paragraphs">Gets the score of each line, in order, those without a piece included; or null.</param>
    /// <returns>The sum over all lines that have pieces: log10, and pieces with 1 a line. A text that leaves no piece has no score.</returns>
    public PerplexityScore ScoreParagraphs(ReadOnlySpan<byte> utf8, ICollection<PerplexityScore>? paragraphs = null)
    {
        words.Clear();
        ends.Clear();
        foreach (Range line in utf8.Split((byte)'\n'))
        {
            AppendWords(utf8[line]);
            ends.GetSpan(1)[0] = words.WrittenCount;
            ends.Advance(1);
        }

        int lines = ends.WrittenCount;
        scores.Clear();
        Span<float> log10 = scores.GetSpan(lines)[..lines];
        model.Model.ScoreMany(words.WrittenSpan, ends.WrittenSpan, SequenceEnds.Both, log10);
        var sum = default(PerplexityScore);
        for (int line = 0, start = 0; line < lines; line++)
        {
            int end = ends.WrittenSpan[line];
            PerplexityScore score = end == start ? default : new PerplexityScore(log10[line], end - start + 1L);
            sum = new PerplexityScore(sum.Log10 + score.Log10, sum.Length + score.Length);
            paragraphs?.Add(score);
            start = end;
        }

        return sum;
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        encoder.Dispose();
        normalized.Dispose();
        words.Dispose();
        ends.Dispose();
        scores.Dispose();
    }

    // The words of a text behind those that are there already; their number.
    private int AppendWords(ReadOnlySpan<byte> utf8)
    {
        normalized.Clear();
        LanguageModelNormalizer.Normalize(utf8, normalized);
        ReadOnlySpan<int> ids = encoder.Encode(normalized.WrittenSpan);
        ReadOnlySpan<int> wordOf = model.Words;
        int unknown = model.Tokenizer.UnknownId;
        Span<int> target = words.GetSpan(ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            // The piece that stands for unknown text is another word each time: what it stands for.
            int id = ids[i];
            target[i] = id == unknown ? model.Model.Lookup(encoder.Piece(i)) : wordOf[id];
        }

        words.Advance(ids.Length);
        return ids.Length;
    }
}
