namespace Portolan.Graph.Backends;

/// <summary>What a backend was used for so far.</summary>
/// <param name="Requests">Requests sent, each try counted.</param>
/// <param name="Retries">Of these, the ones that repeated a failed one.</param>
/// <param name="TokensIn">Tokens of prompts, as replies report them, else as estimated.</param>
/// <param name="TokensOut">Tokens of replies, as they report them, else as estimated.</param>
/// <param name="Cost">USD; null where the price table does not know the model.</param>
/// <param name="Waits">How often a request waited for a limit, a Retry-After or before another try.</param>
/// <param name="WaitTime">The sum of these waits; they overlap.</param>
public sealed record Usage(long Requests, long Retries, long TokensIn, long TokensOut, decimal? Cost, long Waits, TimeSpan WaitTime);
