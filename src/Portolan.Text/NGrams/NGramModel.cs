namespace Portolan.Text.NGrams;

/// <summary>An n-gram model with back-off: how likely each word is after those before it.</summary>
/// <remarks>
/// Words are numbers: <see cref="Lookup"/> gives a word's, and 0 is <c>&lt;unk&gt;</c>, the word for all words that the model does not
/// know. Numbers are the model's own; those of two models never mix. Models do not change once open, and any number of threads may use
/// one until it is disposed. Scores are KenLM's, bit for bit, for a model that holds the same numbers: single precision, back-offs added from the shortest
/// context to the longest.
/// </remarks>
public abstract partial class NGramModel : IDisposable
{
    /// <summary>The number of <c>&lt;unk&gt;</c>, in every model.</summary>
    public const int UnknownWord = 0;

    /// <summary>Words of the longest n-gram: 1 to 6.</summary>
    public abstract int Order { get; }

    /// <summary>How many n-grams the model holds of each length, shortest first; the first is the size of the vocabulary.</summary>
    public abstract IReadOnlyList<long> Counts { get; }

    /// <summary>The number of <c>&lt;s&gt;</c>.</summary>
    public abstract int BeginWord { get; }

    /// <summary>The number of <c>&lt;/s&gt;</c>.</summary>
    public abstract int EndWord { get; }

    /// <summary>The number of a word, or <see cref="UnknownWord"/> if the model does not know it.</summary>
    /// <param name="word">The word's bytes as in training, usually UTF-8; compared byte by byte.</param>
    public abstract int Lookup(ReadOnlySpan<byte> word);

    /// <summary>Whether the model holds its words' strings, so that <see cref="Word"/> can tell them; a KenLM binary may lack them.</summary>
    public abstract bool HasWords { get; }

    /// <summary>What the model is kept as, for people: such as <c>KenLM probing</c>.</summary>
    public abstract string Format { get; }

    /// <summary>The bytes of a word, valid until the model is disposed.</summary>
    /// <param name="word">A number from <see cref="Lookup"/>, or any other below the size of the vocabulary.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number.</exception>
    /// <exception cref="InvalidOperationException">The model does not <see cref="HasWords">hold its words</see>.</exception>
    public abstract ReadOnlySpan<byte> Word(int word);

    /// <summary>Scores each word of a sequence in its context.</summary>
    /// <param name="words">Numbers from <see cref="Lookup"/>.</param>
    /// <param name="ends">Which ends are ends of a sentence.</param>
    /// <param name="scores">One entry a word, and one more for <c>&lt;/s&gt;</c> if <paramref name="ends"/> asks for it.</param>
    /// <returns>log10 of the sequence's probability: the scores added in order, in single precision as KenLM does.</returns>
    /// <exception cref="ArgumentException"><paramref name="scores"/> is too short.</exception>
    public abstract float Score(ReadOnlySpan<int> words, SequenceEnds ends, Span<WordScore> scores);

    /// <summary>log10 of the probability of a sequence: what <see cref="Score(ReadOnlySpan{int}, SequenceEnds, Span{WordScore})"/>
    /// returns, faster.</summary>
    /// <param name="words">Numbers from <see cref="Lookup"/>.</param>
    /// <param name="ends">Which ends are ends of a sentence.</param>
    public abstract float Score(ReadOnlySpan<int> words, SequenceEnds ends);

    /// <summary>log10 of the probability of each of many sequences, interleaved so that one's memory latency hides another's.</summary>
    /// <param name="words">The sequences' words, one sequence after the other.</param>
    /// <param name="sequenceEnds">Where each sequence ends in <paramref name="words"/>: rising, the last is its length.</param>
    /// <param name="ends">Which ends of each sequence are ends of a sentence.</param>
    /// <param name="scores">One entry a sequence: the same value, bit for bit, as <see cref="Score(ReadOnlySpan{int}, SequenceEnds)"/>.</param>
    public abstract void ScoreMany(
        ReadOnlySpan<int> words, ReadOnlySpan<int> sequenceEnds, SequenceEnds ends, Span<float> scores);

    /// <summary>log10 of the probability of every word after a context.</summary>
    /// <param name="context">The words before, <see cref="BeginWord"/> first if they begin a sentence; those that the order has no room for do not count.</param>
    /// <param name="scores">One entry a word, by its number: the same values as <see cref="Score(ReadOnlySpan{int}, SequenceEnds, Span{WordScore})"/>
    /// gives for it after this context.</param>
    /// <exception cref="ArgumentException"><paramref name="scores"/> is too short, or a number is no word's.</exception>
    public abstract void ScoreNext(ReadOnlySpan<int> context, Span<float> scores);

    /// <summary>Reads the whole of a file that has checksums and compares them.</summary>
    /// <returns>False if its format has none: only <c>.plm</c> has.</returns>
    /// <exception cref="Portolan.Storage.StorageException">A part is damaged.</exception>
    public virtual bool Verify() => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back the mapping or memory that the model reads from.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
