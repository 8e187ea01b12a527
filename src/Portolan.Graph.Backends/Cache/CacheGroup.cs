namespace Portolan.Graph.Backends.Cache;

/// <summary>The entries of one operation and model.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Version">The operation's version.</param>
/// <param name="Model">The model, or empty for results that are no replies of a model.</param>
/// <param name="Entries">How many there are.</param>
/// <param name="Bytes">The sum of their results as JSON.</param>
/// <param name="TokensIn">Tokens of the prompts.</param>
/// <param name="TokensOut">Tokens of the replies.</param>
/// <param name="Cost">What they have cost, in US dollars.</param>
/// <param name="Uses">How often they were taken from the cache instead of being asked for again.</param>
/// <param name="SavedTokens">Tokens in and out that were not paid because of that.</param>
/// <param name="SavedCost">US dollars that were not paid because of that.</param>
/// <param name="OldestUse">When the one that was used longest ago was saved or used.</param>
/// <param name="NewestUse">When the one that was used last was saved or used.</param>
public sealed record CacheGroup(
    string Operation,
    int Version,
    string Model,
    long Entries,
    long Bytes,
    long TokensIn,
    long TokensOut,
    double Cost,
    long Uses,
    long SavedTokens,
    double SavedCost,
    DateTimeOffset OldestUse,
    DateTimeOffset NewestUse);
