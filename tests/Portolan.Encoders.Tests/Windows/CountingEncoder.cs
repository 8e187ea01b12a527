namespace Portolan.Encoders.Tests.Windows;

/// <summary>Says that every begun four characters of a word are a token, counts what it was asked, and gives vectors that tell texts apart.</summary>
internal sealed class CountingEncoder(int maxTokens) : Encoder<string>(new EmbeddingSpace("counting", new byte[32], 3)), ITextEncoder
{
    private long asked;

    /// <summary>Characters whose tokens were counted.</summary>
    public long Asked => asked;

    public List<int> Batches { get; } = [];

    public override int PreferredBatch => 4;

    public int MaxTokens => maxTokens;

    public override long CostOf(string input) => 1 + input.Length;

    public int CountTokens(ReadOnlySpan<char> text)
    {
        asked += text.Length;
        int tokens = 0;
        foreach (Range word in text.SplitAny(' ', '\n', '\t', '\r'))
        {
            tokens += (word.End.Value - word.Start.Value + 3) / 4;
        }

        return tokens;
    }

    public override void Encode(ReadOnlySpan<string> inputs, Span<float> vectors, CancellationToken cancellationToken = default)
    {
        lock (Batches)
        {
            Batches.Add(inputs.Length);
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            vectors[3 * i] = inputs[i].Length;
            vectors[(3 * i) + 1] = inputs[i].Sum(character => (float)character);
        }
    }
}
