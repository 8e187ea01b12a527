namespace Portolan.Corpus.Filters;

/// <summary>Settings of one filter as a recipe gives them; makes the filter instances of a build.</summary>
/// <remarks>A record of plain values: it is part of the key under which shard results are kept, so equal options mean equal work.</remarks>
public abstract record FilterOptions
{
    /// <summary>Makes one instance for one worker.</summary>
    /// <param name="resources">What the instances of a build share, such as loaded models.</param>
    public abstract IDocumentFilter CreateFilter(FilterResources resources);
}
