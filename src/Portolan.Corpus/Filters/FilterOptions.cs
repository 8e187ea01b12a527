using System.Text.Json.Serialization;

namespace Portolan.Corpus.Filters;

/// <summary>Settings of one filter as a recipe gives them; makes the filter instances of a build.</summary>
/// <remarks>A record of plain values: it is part of the key under which shard results are kept, so equal options mean equal work.</remarks>
public abstract record FilterOptions
{
    /// <summary>Whether the filter costs so little that it may run twice on a document, rather than documents being stored between passes.</summary>
    /// <value>False by default; true only for filters that look at each byte at most once.</value>
    [JsonIgnore]
    public virtual bool IsCheap => false;

    /// <summary>Whether the filter looks at the text; those that look at addresses alone may stand before <c>extract</c>, where a page has none.</summary>
    /// <value>True by default.</value>
    [JsonIgnore]
    public virtual bool NeedsText => true;

    /// <summary>Looks once, before a build starts, for settings that only the build's resources can judge.</summary>
    /// <param name="resources">What the instances of a build share.</param>
    /// <exception cref="CorpusException">A setting makes no sense, such as a language that the model does not know.</exception>
    public virtual void Check(FilterResources resources)
    {
    }

    /// <summary>What else identifies the filter's work, beside its settings: digests of models, contents of tables.</summary>
    internal virtual IReadOnlyList<string> KeyParts(FilterResources resources) => [];

    /// <summary>Makes one instance for one worker.</summary>
    /// <param name="resources">What the instances of a build share, such as loaded models.</param>
    public abstract IDocumentFilter CreateFilter(FilterResources resources);
}
