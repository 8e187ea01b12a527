using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Filters;
using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Corpus.Stages;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>The graph of a build: shards through segments, with a meeting of all shards at each deduplication.</summary>
internal sealed class BuildPlan
{
    // Input bytes for one partition: its table then takes some 40 MB, small enough for many workers, large enough for few files.
    private const long BytesPerPartition = 64_000_000;
    private const int MinPartitions = 4;

    // What is assumed of a remote file whose size is not known before it is fetched: a WET file of Common Crawl.
    private const long AssumedFileBytes = 150_000_000;

    private readonly List<Node<ShardResult>[]> passes = [];
    private readonly List<(string Stage, Node<PartitionResult> Node)> partitions = [];

    public BuildPlan(CorpusBuildOptions options, BuildContext build)
    {
        Recipe recipe = options.Recipe;
        Dictionary<string, InputFile> inputs = options.Inputs.ToDictionary(i => i.Name, StringComparer.Ordinal);
        int partitionCount = PartitionCount(options.Inputs);
        foreach (FilterOptions filter in recipe.Stages.Select(s => s.Options).OfType<FilterOptions>())
        {
            filter.Check(build.Resources);
        }

        List<PipelineSegment> segments = Segments(recipe, partitionCount, build.Resources);
        SinkStages = [.. segments.Select(s => s.SinkStage)];

        if (segments[0].EndsWithPages && options.Inputs.FirstOrDefault(i => !Replays(segments[0], i)) is { } once)
        {
            throw new CorpusException(
                $"{once.Name} is read without being kept, but recipe {recipe.Name} compares the addresses of pages before it extracts their text, which takes two passes",
                once.Name,
                hint: "keep downloads (leave out --no-cache), or put 'extract' before 'url-dedup'");
        }

        var read = new ReadShardOperation(segments[0], build, inputs);
        Node<ShardResult>[] shards = [.. options.Inputs.Select(i => Graph.Call(read, new ReadShardInput(i.Name, i.Identity, !Replays(segments[0], i)), $"read {i.Name}"))];
        Add(shards, segments[0], build);
        for (int i = 1; i < segments.Count; i++)
        {
            if (segments[i].First.Options is PerplexityFilterOptions)
            {
                var assign = new AssignBucketsOperation(segments[i], build);
                shards = [.. shards.Select((shard, number) => Graph.Call(assign, new AssignBucketsInput(shard, Measurement!), $"sort shard {number + 1} into buckets"))];
            }
            else
            {
                IReadOnlyList<string?> replays = [.. options.Inputs.Select(input => i == 1 && Replays(segments[0], input) ? input.Name : null)];
                var proceed = new ContinueShardOperation(segments[i], segments[i - 1], build, inputs);
                shards = Deduplicate(shards, replays, segments[i].First, proceed, partitionCount, build);
            }

            Add(shards, segments[i], build);
        }

        Gather = Graph.Call(new GatherOperation((WriteOptions)recipe.Stages[^1].Options, build), (IReadOnlyList<Node<ShardResult>>)shards, "gather");
    }

    public TaskGraph Graph { get; } = new();

    /// <summary>For each segment the results of all shards, in input order.</summary>
    public IReadOnlyList<Node<ShardResult>[]> Passes => passes;

    /// <summary>The partitions of every group, with the name of the deduplication they belong to.</summary>
    public IReadOnlyList<(string Stage, Node<PartitionResult> Node)> Partitions => partitions;

    /// <summary>For each pass the stage that its sink works for.</summary>
    public IReadOnlyList<string> SinkStages { get; }

    /// <summary>Percentiles and cut-offs of perplexity, or null when nothing is scored.</summary>
    public Node<PerplexityMeasurement>? Measurement { get; private set; }

    public Node<GatherResult> Gather { get; }

    /// <summary>Every node whose result the manifest needs.</summary>
    public IReadOnlyList<Node> Outputs => [.. passes.SelectMany(p => p), .. partitions.Select(p => p.Node), .. new Node?[] { Measurement }.OfType<Node>(), Gather];

    private static int PartitionCount(IReadOnlyList<InputFile> inputs)
    {
        long bytes = inputs.Sum(i => i.Length >= 0 ? i.Length : AssumedFileBytes);
        long wanted = Math.Clamp(bytes / BytesPerPartition, MinPartitions, LineRoutes.MaxPartitions);
        return (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)wanted);
    }

    private static List<PipelineSegment> Segments(Recipe recipe, int partitions, FilterResources resources)
    {
        List<PipelineSegment> segments = [];
        RecipeStage first = recipe.Stages[0];
        List<RecipeStage> filters = [];
        foreach (RecipeStage stage in recipe.Stages.Skip(1))
        {
            switch (stage.Options)
            {
                case PerplexityFilterOptions { TablePath: null }:
                    filters.Add(stage);
                    End(stage, SegmentEnd.Cutoffs);
                    break;
                case FilterOptions:
                    filters.Add(stage);
                    break;
                case ExactDedupOptions or UrlDedupOptions:
                    End(stage, SegmentEnd.Deduplication);
                    break;
                case WriteOptions:
                    End(stage, SegmentEnd.Output);
                    break;
                default:
                    throw new InvalidOperationException($"stage {stage.Name} has no place in a plan");
            }
        }

        return segments;

        void End(RecipeStage next, SegmentEnd end)
        {
            segments.Add(new PipelineSegment(first, filters, end, next, partitions, resources));
            first = next;
            filters = [];
        }
    }

    private void Add(Node<ShardResult>[] shards, PipelineSegment segment, BuildContext build)
    {
        passes.Add(shards);
        if (segment.Scoring is { } scoring)
        {
            Measurement = Graph.Call(new MeasurePerplexityOperation(scoring.Percentiles, build), (IReadOnlyList<Node<ShardResult>>)shards, "measure perplexity");
        }
    }

    private static bool Replays(PipelineSegment segment, InputFile input) => segment is { IsCheap: true, IsLast: false } && input.IsRereadable;

    private Node<ShardResult>[] Deduplicate(
        Node<ShardResult>[] shards, IReadOnlyList<string?> replays, RecipeStage stage, ContinueShardOperation proceed, int partitionCount, BuildContext build)
    {
        ExactDedupOptions options = stage.Options as ExactDedupOptions ?? new ExactDedupOptions { Mode = DedupMode.KeepFirst };
        string compared = stage.Options is UrlDedupOptions ? "addresses" : "lines";
        var group = new GroupHashesOperation();
        var partition = new PartitionOperation(options.Mode, build);
        var collect = new GroupVerdictsOperation();
        List<Node<ShardResult>> result = [];
        foreach (Node<ShardResult>[] members in shards.Chunk(options.Window > 0 ? options.Window : shards.Length))
        {
            Node<HashGroup> hashes = Graph.Call(group, (IReadOnlyList<Node<ShardResult>>)members);
            Node<PartitionResult>[] verdicts = [.. Enumerable.Range(0, partitionCount).Select(p => Graph.Call(partition, new PartitionInput(hashes, p, partitionCount), $"compare {compared}, part {p + 1} of {partitionCount}"))];
            partitions.AddRange(verdicts.Select(v => (stage.Name, v)));
            Node<VerdictSet> set = Graph.Call(collect, new GroupVerdictsInput(members.Length, verdicts));
            for (int i = 0; i < members.Length; i++)
            {
                result.Add(Graph.Call(proceed, new ContinueShardInput(members[i], set, i, replays[result.Count]), $"filter shard {result.Count + 1}"));
            }
        }

        return [.. result];
    }
}
