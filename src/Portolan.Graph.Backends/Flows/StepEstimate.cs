namespace Portolan.Graph.Backends.Flows;

/// <summary>What a step is expected to ask of its backend.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Backend">The backend's name in the flow.</param>
/// <param name="Calls">Distinct calls.</param>
/// <param name="Cached">Of these, the ones whose reply is in the cache.</param>
/// <param name="Open">Of these, the ones that stand for a list whose length is not known yet; each counts for one.</param>
/// <param name="TokensIn">Tokens of the prompts of calls that are not cached; a prompt that waits for a reply counts its template only.</param>
/// <param name="TokensOut">Tokens of their replies at the most, or as expected where the step sets no limit.</param>
/// <param name="Cost">US dollars for them; null where no price is known.</param>
public sealed record StepEstimate(string Step, string Backend, long Calls, long Cached, long Open, long TokensIn, long TokensOut, decimal? Cost);
