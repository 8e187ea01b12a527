namespace Portolan.Corpus.Recipes;

/// <summary>What a unit of work asks of a cluster; no part of it changes the output.</summary>
/// <param name="Time">Longest run time as the cluster's scheduler writes it, such as <c>02:00:00</c>; null when the recipe does not say.</param>
/// <param name="MemoryBytes">Memory; null when the recipe does not say.</param>
/// <param name="Processors">Processor cores; null when the recipe does not say.</param>
public sealed record StageResources(string? Time, long? MemoryBytes, int? Processors)
{
    /// <summary>The names in a recipe's <c>resources</c>: the units of work, and <c>default</c> for those that are not named.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["default", "read-shard", "group-hashes", "deduplicate-partition", "group-verdicts", "continue-shard", "measure-perplexity", "assign-buckets", "gather"];
}
