using Portolan.Corpus.Filters;
using Portolan.Corpus.Filters.Language;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>The stages between two points where all shards must meet: run in one pass over a shard.</summary>
internal sealed class PipelineSegment
{
    private readonly IReadOnlyList<RecipeStage> filters;
    private readonly int partitions;

    /// <param name="first">The stage that delivers the documents: <c>read</c> or <c>exact-dedup</c>.</param>
    /// <param name="filters">The filters that follow it.</param>
    /// <param name="partitions">Partitions of the deduplication that comes next, or 0 when the output does.</param>
    public PipelineSegment(RecipeStage first, IReadOnlyList<RecipeStage> filters, int partitions)
    {
        First = first;
        this.filters = filters;
        this.partitions = partitions;
        Parameters = new
        {
            First = (object)first,
            Filters = filters.Select(f => (object)f).ToArray(),
            Models = filters.Select(f => f.Options).OfType<LanguageFilterOptions>().Select(o => FilterResources.ModelDigest(o.Model)).ToArray(),
            Partitions = partitions,
        };
    }

    public RecipeStage First { get; }

    public bool IsLast => partitions == 0;

    /// <summary>All that determines what the segment makes of a document.</summary>
    public object Parameters { get; }

    public IReadOnlyList<(string Stage, IDocumentFilter Filter)> CreateFilters(BuildContext build) =>
        [.. filters.Select(f => (f.Name, ((FilterOptions)f.Options).CreateFilter(build.Resources)))];

    /// <summary>Whether the segment's documents are cheaper made again than stored.</summary>
    public bool IsCheap => First.Options is ReadOptions && filters.All(f => ((FilterOptions)f.Options).IsCheap);

    public IDocumentSource OpenInput(InputFile file, CancellationToken cancellationToken)
    {
        var options = (ReadOptions)First.Options;
        return options.Kind == DocumentKind.Wet ? new WetSource(file, options, cancellationToken) : new JsonlSource(file, options, cancellationToken);
    }

    public IDocumentSink CreateSink(BuildContext build, NodeKey key, bool keepsDocuments) =>
        IsLast
            ? new PartSink(build.Output, BuildContext.WorkPath(key, "parts"))
            : new DedupSink(build.Output, BuildContext.WorkPath(key, "documents"), partitions, keepsDocuments);
}
