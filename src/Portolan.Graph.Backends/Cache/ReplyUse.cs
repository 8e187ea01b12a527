namespace Portolan.Graph.Backends.Cache;

/// <summary>What a reply has cost, kept beside it.</summary>
/// <param name="Model">The model that gave it.</param>
/// <param name="TokensIn">Tokens of the prompt.</param>
/// <param name="TokensOut">Tokens of the reply.</param>
/// <param name="Cost">Its price in US dollars; 0 when no price is known.</param>
public sealed record ReplyUse(string Model, long TokensIn, long TokensOut, double Cost);
