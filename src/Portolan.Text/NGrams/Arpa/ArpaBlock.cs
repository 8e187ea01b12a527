namespace Portolan.Text.NGrams.Arpa;

/// <summary>N-grams of one length on their way to text, and the text.</summary>
internal sealed class ArpaBlock
{
    public const int Capacity = 1 << 12;

    // What formatting one n-gram may write beside its words.
    private const int LineOverhead = (2 * ShortestSingle.MaxLength) + 4;

    private readonly int[] words = new int[Capacity * ArpaWriter.MaxOrder];
    private readonly float[] log10 = new float[Capacity];
    private readonly float[] backOff = new float[Capacity];
    private byte[] text = new byte[Capacity * 64];
    private int length;
    private int textLength;
    private bool hasBackOff;

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public ReadOnlySpan<byte> Text => text.AsSpan(0, textLength);

    /// <summary>Empties the block for n-grams of a length.</summary>
    /// <param name="length">Words in each.</param>
    /// <param name="hasBackOff">Whether lines have a third column; those of the highest order do not.</param>
    public void Begin(int length, bool hasBackOff)
    {
        this.length = length;
        this.hasBackOff = hasBackOff;
        Count = 0;
    }

    public void Add(ReadOnlySpan<int> ngram, float probability, float weight)
    {
        ngram.CopyTo(words.AsSpan(Count * length, length));
        log10[Count] = probability;
        backOff[Count] = weight;
        Count++;
    }

    /// <summary>Makes <see cref="Text"/>.</summary>
    public void Format(WordTexts texts)
    {
        int at = 0;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<int> ngram = words.AsSpan(i * length, length);
            int needed = at + LineOverhead + texts.Length(ngram) + (length * (WordTexts.Slack + 1));
            if (needed > text.Length)
            {
                Array.Resize(ref text, Math.Max(needed, (int)Math.Min(text.Length * 2L, Array.MaxLength)));
            }

            at += ShortestSingle.Write(log10[i], text.AsSpan(at));
            byte separator = (byte)'\t';
            foreach (int word in ngram)
            {
                text[at++] = separator;
                at += texts.Copy(word, text.AsSpan(at));
                separator = (byte)' ';
            }

            if (hasBackOff)
            {
                text[at++] = (byte)'\t';
                at += ShortestSingle.Write(backOff[i], text.AsSpan(at));
            }

            text[at++] = (byte)'\n';
        }

        textLength = at;
    }
}
