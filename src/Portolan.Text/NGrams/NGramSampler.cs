namespace Portolan.Text.NGrams;

/// <summary>Goes on with a text, word by word, as a model would.</summary>
/// <remarks>
/// Words come from the model's distribution over its whole vocabulary except <c>&lt;s&gt;</c> and <c>&lt;unk&gt;</c>; of equally
/// probable words the lower number counts as the more probable. Each text goes on in the sequence of chance where the one before left
/// off. Not thread-safe; several samplers may share a model.
/// </remarks>
public sealed class NGramSampler
{
    private readonly NGramModel model;
    private readonly NGramSamplerOptions options;
    private readonly float[] log10;
    private readonly double[] weights;
    private readonly int[] candidates;
    private ulong chance;

    /// <summary>Begins a sequence of texts.</summary>
    /// <param name="model">The model, which stays the caller's.</param>
    /// <param name="options">How words are chosen.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public NGramSampler(NGramModel model, NGramSamplerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.TopK, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxWords, 1, nameof(options));
        if (!(options.Temperature >= 0) || double.IsInfinity(options.Temperature))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Temperature, "a temperature is 0 or more");
        }

        this.model = model;
        this.options = options;
        int words = (int)model.Counts[0];
        log10 = new float[words];
        weights = new double[words];
        candidates = new int[words];
        chance = options.Seed;
    }

    /// <summary>Goes on with a text.</summary>
    /// <param name="prefix">Its words so far, from the beginning of a sentence; may be empty.</param>
    /// <returns>The words that follow, without the end marker.</returns>
    /// <exception cref="ArgumentException">A number is no word's.</exception>
    public IReadOnlyList<int> Continue(ReadOnlySpan<int> prefix)
    {
        List<int> text = [model.BeginWord, .. prefix];
        int begin = text.Count;
        while (text.Count - begin < options.MaxWords)
        {
            model.ScoreNext(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(text), log10);
            int word = Choose();
            if (word == model.EndWord)
            {
                break;
            }

            text.Add(word);
        }

        return text.GetRange(begin, text.Count - begin);
    }

    private int Choose()
    {
        int count = 0;
        for (int word = 0; word < log10.Length; word++)
        {
            // A damaged model may give no number for a word.
            if (word != NGramModel.UnknownWord && word != model.BeginWord && float.IsFinite(log10[word]))
            {
                candidates[count++] = word;
            }
        }

        if (count == 0)
        {
            return model.EndWord;
        }

        Span<int> chosen = candidates.AsSpan(0, count);
        if (options.Temperature == 0 || (options.TopK > 0 && options.TopK < count))
        {
            chosen.Sort((a, b) => log10[b].CompareTo(log10[a]) is var order && order != 0 ? order : a.CompareTo(b));
            chosen = chosen[..(options.Temperature == 0 ? 1 : options.TopK)];
        }

        return chosen.Length == 1 ? chosen[0] : Draw(chosen);
    }

    private int Draw(ReadOnlySpan<int> words)
    {
        float highest = float.NegativeInfinity;
        foreach (int word in words)
        {
            highest = Math.Max(highest, log10[word]);
        }

        // Relative to the highest, so that a low temperature does not make all of them zero.
        double sum = 0;
        for (int i = 0; i < words.Length; i++)
        {
            sum += Math.Pow(10, (log10[words[i]] - highest) / options.Temperature);
            weights[i] = sum;
        }

        double point = Uniform() * sum;
        int at = weights.AsSpan(0, words.Length).BinarySearch(point);
        at = at >= 0 ? at + 1 : ~at;
        return words[Math.Min(at, words.Length - 1)];
    }

    // SplitMix64 (Steele, Lea and Flood, 2014): 53 of its bits, from 0 to just below 1.
    private double Uniform()
    {
        chance += 0x9E3779B97F4A7C15;
        ulong mixed = (chance ^ (chance >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
