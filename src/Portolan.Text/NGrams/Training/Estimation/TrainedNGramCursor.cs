using Portolan.Text.NGrams.Internals;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>Walks over the kept n-grams of one order of a trained model.</summary>
internal sealed class TrainedNGramCursor : NGramCursor
{
    private readonly SuffixOrderCursor ngrams;
    private readonly RecordList<float>.Cursor probabilities;
    private readonly RecordList<float>.Cursor? backoffs;
    private readonly int[]? numbers;
    private readonly int[] words;
    private float log10;
    private float backOff;

    public TrainedNGramCursor(SuffixOrderCursor ngrams, RecordList<float> probabilities, RecordList<float>? backoffs, int[]? numbers)
    {
        this.ngrams = ngrams;
        this.probabilities = probabilities.Read();
        this.backoffs = backoffs?.Read();
        this.numbers = numbers;
        words = new int[ngrams.Words.Length];
    }

    public override ReadOnlySpan<int> Words => words;

    public override float Log10 => log10;

    public override float BackOff => backOff;

    public override bool MoveNext()
    {
        while (ngrams.MoveNext())
        {
            probabilities.MoveNext();
            bool isContext = backoffs is not null && ngrams.IsContext;
            if (isContext)
            {
                backoffs!.MoveNext();
            }

            if (ngrams.Entry.IsPruned)
            {
                continue;
            }

            // Rounding may leave a probability a little above 1.
            log10 = Math.Min(0f, MathF.Log10(probabilities.Current));
            backOff = isContext ? MathF.Log10(backoffs!.Current) : 0;
            for (int i = 0; i < words.Length; i++)
            {
                uint word = ngrams.Words[i];
                words[i] = numbers is null ? (int)word : numbers[word];
            }

            return true;
        }

        return false;
    }

    public override void Dispose()
    {
        ngrams.Dispose();
        probabilities.Dispose();
        backoffs?.Dispose();
        base.Dispose();
    }
}
