namespace Portolan.Graph.Backends;

/// <summary>What a model costs, in USD per million tokens.</summary>
/// <param name="Input">For tokens of prompts; 0 or more.</param>
/// <param name="Output">For tokens of replies; 0 or more.</param>
public sealed record ModelPrice(decimal Input, decimal Output)
{
    /// <summary>For tokens of prompts in a provider's batch files.</summary>
    /// <value>Default null: as <see cref="Input"/>.</value>
    public decimal? BatchInput { get; init; }

    /// <summary>For tokens of replies in a provider's batch files.</summary>
    /// <value>Default null: as <see cref="Output"/>.</value>
    public decimal? BatchOutput { get; init; }

    /// <summary>What a call costs.</summary>
    /// <param name="tokensIn">Tokens of the prompt.</param>
    /// <param name="tokensOut">Tokens of the reply.</param>
    /// <returns><c>(tokensIn * Input + tokensOut * Output) / 1,000,000</c> USD.</returns>
    public decimal CostOf(long tokensIn, long tokensOut) => ((tokensIn * Input) + (tokensOut * Output)) / 1_000_000;

    internal ModelPrice ForBatchFiles() => new(BatchInput ?? Input, BatchOutput ?? Output);
}
