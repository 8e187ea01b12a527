using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Filters;
using Portolan.Corpus.Filters.Extract;
using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>The stages between two points where all shards must meet: run in one pass over a shard.</summary>
internal sealed class PipelineSegment
{
    private readonly IReadOnlyList<RecipeStage> filters;
    private readonly SegmentEnd end;
    private readonly int partitions;
    private readonly UrlDedupOptions? urls;

    /// <param name="first">The stage that delivers the documents: <c>read</c>, a deduplication, or <c>perplexity</c> with cut-offs from the crawl.</param>
    /// <param name="filters">The filters that follow it.</param>
    /// <param name="end">What comes next.</param>
    /// <param name="next">The stage that the segment's sink works for.</param>
    /// <param name="partitions">Partitions of the deduplication that comes next.</param>
    /// <param name="resources">Models, whose digests are part of the parameters.</param>
    public PipelineSegment(RecipeStage first, IReadOnlyList<RecipeStage> filters, SegmentEnd end, RecipeStage next, int partitions, FilterResources resources)
    {
        First = first;
        SinkStage = next.Name;
        urls = next.Options as UrlDedupOptions;
        this.filters = filters;
        this.end = end;
        this.partitions = end == SegmentEnd.Deduplication ? partitions : 0;
        Parameters = new
        {
            First = (object)first,
            Filters = filters.Select(f => (object)f).ToArray(),
            Resources = filters.SelectMany(f => ((FilterOptions)f.Options).KeyParts(resources)).ToArray(),
            End = end.ToString(),
            Partitions = this.partitions,
        };
        if (urls is not null)
        {
            // What is hashed depends on the settings of the stage that comes next.
            Parameters = new { Segment = Parameters, Urls = urls };
        }
    }

    public RecipeStage First { get; }

    /// <summary>The stage that is charged with what the sink takes.</summary>
    public string SinkStage { get; }

    public bool IsLast => end == SegmentEnd.Output;

    /// <summary>The segment's perplexity stage, or null.</summary>
    public PerplexityFilterOptions? Scoring => filters.Select(f => f.Options).OfType<PerplexityFilterOptions>().FirstOrDefault();

    /// <summary>All that determines what the segment makes of a document.</summary>
    public object Parameters { get; }

    public IReadOnlyList<(string Stage, IDocumentFilter Filter)> CreateFilters(BuildContext build) =>
        [.. filters.Select(f => (f.Name, ((FilterOptions)f.Options).CreateFilter(build.Resources)))];

    /// <summary>Whether the documents that leave the segment are pages, which are not stored between passes.</summary>
    public bool EndsWithPages => First.Options is ReadOptions { Kind: DocumentKind.Warc } && !filters.Any(f => f.Options is ExtractFilterOptions);

    /// <summary>Whether the segment's documents are cheaper made again than stored.</summary>
    public bool IsCheap => First.Options is ReadOptions && filters.All(f => ((FilterOptions)f.Options).IsCheap);

    public IDocumentSource OpenInput(InputFile file, CancellationToken cancellationToken)
    {
        var options = (ReadOptions)First.Options;
        return options.Kind switch
        {
            DocumentKind.Wet => new WetSource(file, options, cancellationToken),
            DocumentKind.Warc => new PageSource(file, options, cancellationToken),
            DocumentKind.Wat => new WatSource(file, options, cancellationToken),
            _ => new JsonlSource(file, options, cancellationToken),
        };
    }

    /// <summary>Takes a shard's documents through the segment.</summary>
    /// <param name="build">The build.</param>
    /// <param name="key">The unit of work, after which its files are named.</param>
    /// <param name="source">The documents.</param>
    /// <param name="verdicts">Which lines stay, when the source is a shard after deduplication; else null.</param>
    /// <param name="keepsDocuments">Whether a deduplication that comes next reads the documents from disk.</param>
    /// <param name="progress">Called now and then with the bytes read.</param>
    /// <param name="cancellationToken">Ends the work between two documents.</param>
    public ShardResult Run(
        BuildContext build, NodeKey key, IDocumentSource source, LineVerdicts? verdicts, bool keepsDocuments, Action<long> progress, CancellationToken cancellationToken)
    {
        using IDocumentSink sink = CreateSink(build, key, keepsDocuments);
        IReadOnlyList<(string Stage, IDocumentFilter Filter)> instances = CreateFilters(build);
        try
        {
            ShardResult result = new StagePipeline().Run(First, source, verdicts, instances, sink, IsLast, progress, cancellationToken);
            if (instances.Select(i => i.Filter).OfType<PerplexityFilter>().FirstOrDefault() is not { } scored)
            {
                return result;
            }

            string path = BuildContext.WorkPath(key, "perplexities");
            return result with { Perplexities = new WorkFile(path, PerplexityCountsFile.Write(build.PathOf(path), scored.Counts)) };
        }
        finally
        {
            foreach (IDisposable filter in instances.Select(i => i.Filter).OfType<IDisposable>())
            {
                filter.Dispose();
            }
        }
    }

    private IDocumentSink CreateSink(BuildContext build, NodeKey key, bool keepsDocuments) => end switch
    {
        SegmentEnd.Output => new PartSink(build.Output, BuildContext.WorkPath(key, "parts")),
        SegmentEnd.Deduplication => new DedupSink(build.Output, BuildContext.WorkPath(key, "documents"), partitions, keepsDocuments, urls),
        _ => new DocumentSink(build.Output, BuildContext.WorkPath(key, "documents")),
    };
}
