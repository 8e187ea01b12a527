namespace Portolan.Graph.Backends;

/// <summary>What a call is expected to use, before it is made.</summary>
/// <param name="TokensIn">Tokens of the prompt, by the backend's token counter.</param>
/// <param name="TokensOut">Tokens of the reply: <see cref="ChatSettings.MaxTokens"/>, else <see cref="BackendLimits.ExpectedTokensOut"/>.</param>
/// <param name="Cost">USD; null where the price table does not know the model.</param>
public sealed record CallEstimate(long TokensIn, long TokensOut, decimal? Cost);
