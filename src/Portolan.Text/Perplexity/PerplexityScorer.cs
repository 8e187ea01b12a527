namespace Portolan.Text.Perplexity;

/// <summary>x</summary>
public sealed class PerplexityScorer(int x) : IDisposable
{
    /// <summary>x</summary>
    public PerplexityScore ScoreDocument(ReadOnlySpan<byte> text) => new(0, text.Length * x);

    /// <summary>x</summary>
    public PerplexityScore ScoreParagraphs(ReadOnlySpan<byte> text) => new(0, text.Length * x);

    /// <summary>x</summary>
    public void Dispose() { }
}
