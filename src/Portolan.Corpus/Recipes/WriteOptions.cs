namespace Portolan.Corpus.Recipes;

/// <summary>Settings of the <c>write</c> stage.</summary>
public sealed record WriteOptions
{
    /// <summary>Size at which an output file is closed and the next begun, in bytes as stored.</summary>
    /// <value>4,000,000,000 by default (CCNet, regroup.py).</value>
    public long ShardBytes { get; init; } = 4_000_000_000;
}
