using System.Collections.Immutable;
using System.CommandLine;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Encoders.Models;
using Portolan.Vfs;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Records;
using Portolan.Vfs.Rules;
using Portolan.Vfs.Searching;
using Portolan.Vfs.Walking;

namespace Portolan.Cli.Commands;

/// <summary>What <c>vfs search</c> and <c>vfs similar</c> have in common: settings, and the search itself.</summary>
internal sealed class VfsSearchSettings
{
    private readonly VfsTreeSettings tree = new();
    private readonly VfsSpaceSettings spaces = new("Search in the spaces of these models; vectorvfs reads what VectorVFS wrote. A built-in model that takes the query when left out.");
    private readonly Setting<int> count = Setting.Integer("-n", "count", "How many results at most, of each space.", 10, 1, 1_000_000);
    private readonly Setting<double> minScore = Setting.Number("--min-score", "score", "Only results of at least this score, the cosine of the angle between two vectors.", -1, -1, 1);
    private readonly Setting<long> maxSize = Setting.Bytes("--max-size", "Only files up to this size.", long.MaxValue, 0, "no limit");
    private readonly Setting<int> threads = Setting.Integer("--threads", "count", "Threads that read; they wait for the disk more than they compute.", new WalkOptions().Threads, 1, 256);
    private readonly Setting<bool> twoStage = Setting.Flag("--two-stage", "Read sketches first and vectors only of files that could be among the best: quicker on a cold disk, where vfs index --sketch has written sketches.");
    private readonly Setting<bool> index = Setting.Flag("--index", "Bring vectors up to date first, as vfs index does.");
    private readonly Setting<bool> noPassage = Setting.Flag("--no-passage", "Print no words of the files.");

    public void AddTo(Command command)
    {
        command.Add(count);
        command.Add(minScore);
        tree.AddTo(command);
        spaces.AddTo(command);
        command.Add(maxSize);
        command.Add(threads);
        command.Add(twoStage);
        command.Add(index);
        command.Add(noPassage);
    }

    /// <summary>Runs a search and prints what it found.</summary>
    /// <param name="context">The values.</param>
    /// <param name="terms">What is looked for.</param>
    /// <param name="paths">Where.</param>
    /// <param name="leftOut">A file that is not to be found, or null.</param>
    public async Task<ExitCode> RunAsync(CommandContext context, IReadOnlyList<QueryTerm> terms, string[] paths, RawPath? leftOut)
    {
        long started = context.Time.GetTimestamp();
        RawPath[] roots = VfsTreeSettings.Roots(paths.Length == 0 ? ["."] : paths);
        FileStatus? without = leftOut is { } path ? StatusOf(path) : null;
        var targets = new List<IndexTarget>();
        try
        {
            var composer = new QueryComposer(Models.ImageDecoder);
            SpaceQuery[] queries = Queries(context, composer, terms, targets);
            TreeRules rules = tree.Rules(context);
            WalkOptions walk = tree.Walk(context) with { MaxFileSize = context.Value(maxSize), Threads = context.Value(threads) };
            if (context.Value(index))
            {
                await IndexAsync(context, targets, rules, walk, roots).ConfigureAwait(false);
            }

            SearchResult result;
            using (ScreenList list = context.Output.StartList())
            {
                var search = new VectorSearch(
                    new SearchOptions
                    {
                        // One more than wanted, since the file that is compared with the others is the most similar to itself.
                        Count = context.Value(count) + (without is null ? 0 : 1),
                        MinScore = context.Value(minScore),
                        Walk = walk,
                        TwoStage = context.Value(twoStage),
                        Provisional = list.IsShown ? hits => list.Show([.. VfsSearchReport.Provisional(hits)]) : null,
                        Time = context.Time,
                    },
                    rules);
                result = search.Run(roots, queries, context.Cancellation);
            }

            result = without is null ? result : Without(result, without.Value, context.Value(count));
            return new VfsSearchReport(context, started, !context.Value(noPassage)).Print(result, context.Value(index));
        }
        finally
        {
            foreach (IndexTarget target in targets)
            {
                target.Dispose();
            }
        }
    }

    // The vector is computed on a thread of its own: opening a model takes about as long as reading the records.
    private SpaceQuery[] Queries(CommandContext context, QueryComposer composer, IReadOnlyList<QueryTerm> terms, List<IndexTarget> targets)
    {
        ModelCatalog catalog = Models.Catalog();
        var queries = new List<SpaceQuery>();
        foreach (string name in spaces.Names(context).Where(name => name == VectorVfsRecord.Space.Name).Take(1))
        {
            queries.Add(new SpaceQuery(VectorVfsRecord.Space, composer.Compose(VectorVfsRecord.Space, null, terms, context.Cancellation)));
        }

        IEnumerable<string> named = spaces.Names(context).Where(name => name != VectorVfsRecord.Space.Name).Distinct(StringComparer.Ordinal);
        IEnumerable<ModelPack> packs = spaces.IsGiven(context) ? named.Select(catalog.Find) : spaces.Packs(context, catalog);
        foreach (ModelPack pack in packs)
        {
            IndexTarget target = IndexTarget.Of(catalog, pack);
            targets.Add(target);
            if (!spaces.IsGiven(context) && !QueryComposer.Takes(target, terms))
            {
                targets.Remove(target);
                continue;
            }

            Task<float[]> vector = Task.Factory.StartNew(
                () => composer.Compose(pack.Space, target, terms, context.Cancellation), context.Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            queries.Add(new SpaceQuery(pack.Space, vector));
        }

        return queries.Count > 0 ? [.. queries] : throw new VfsException(
            "no built-in model takes what is looked for: texts and pictures together need a model of both", hint: "name one with --space; portolan models list shows them");
    }

    private async Task IndexAsync(CommandContext context, List<IndexTarget> targets, TreeRules rules, WalkOptions walk, RawPath[] roots)
    {
        if (targets.Count == 0)
        {
            throw new UsageException("--index needs a space that can be written", "name a model with --space; portolan models list shows them");
        }

        const long Usual = 32 << 20;
        var indexer = new VfsIndexer(new IndexOptions
        {
            Targets = [.. targets],
            ImageDecoder = Models.ImageDecoder,
            Walk = walk,
            Rules = rules,
            Types = tree.Types(context),
            MaxFileSize = Math.Min(context.Value(maxSize), Usual),
            Sketch = context.Value(twoStage),
            TimeProvider = context.Time,
        });
        using ProgressBar progress = context.Output.StartProgress("indexing", null, ProgressUnit.Items);
        IndexSummary summary = await indexer.RunAsync(
            roots,
            file =>
            {
                progress.Advance(1);
                if (file.Status == IndexStatus.Failed)
                {
                    context.Output.Warn($"{file.Path}: {file.Reason}");
                }
            },
            context.Cancellation).ConfigureAwait(false);
        context.Output.Note(
            $"{Quantity.Count(summary.Indexed)} indexed, {Quantity.Count(summary.Fresh)} fresh, {Quantity.Count(summary.Skipped)} skipped, "
            + $"{Quantity.Count(summary.Failed)} failed in {Quantity.Duration(TimeSpan.FromSeconds(summary.Seconds))}");
    }

    private static SearchResult Without(SearchResult result, FileStatus without, int count) => result with
    {
        Spaces =
        [
            .. result.Spaces.Select(space => space with
            {
                Hits = [.. space.Hits.Where(hit => StatusOf(hit.Path) is not { } status || status.Device != without.Device || status.Inode != without.Inode).Take(count)],
            }),
        ],
    };

    private static FileStatus? StatusOf(RawPath path)
    {
        if (RawFile.Open(path, follow: true, out RawFile? file) != SystemError.None)
        {
            return null;
        }

        using (file)
        {
            return file!.Status;
        }
    }
}
