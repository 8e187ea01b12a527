namespace Portolan.Text.Perplexity;

/// <summary>x</summary>
public sealed class PerplexityModel : IDisposable
{
    /// <summary>x</summary>
    public static PerplexityModel Load(LanguageModelFiles files) => throw new NotSupportedException(files?.Language);

    private readonly int x = 1;

    /// <summary>x</summary>
    public PerplexityScorer CreateScorer() => new(x);

    /// <summary>x</summary>
    public void Dispose() { }
}
