using System.Collections.Immutable;
using System.Threading.Channels;
using Portolan.Encoders;
using Portolan.Graph;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Indexing;

/// <summary>Brings the records of a tree's files up to date: encodes what has none or has changed since.</summary>
/// <remarks>
/// A file with a fresh record costs a read of its attribute. Stale files go in portions through a graph of operations: read, encode in
/// batches, write; two portions at a time, so that the encoder never waits for a disk. Memory depends on the size of a portion, not
/// of the tree. Faults of single files end nothing. A record is written by one call: whenever a run is broken off, each file has its
/// old record or its new one.
/// </remarks>
public sealed class VfsIndexer
{
    // For each thread: a few batches of passages, so that what the last portions leave idle is little, and the passages take kilobytes.
    private const int PortionFiles = 32;
    private const int Lanes = 2;
    private const int Waiting = 512;

    private readonly IndexOptions options;

    /// <summary>Prepares an indexer.</summary>
    /// <param name="options">What is indexed, and how.</param>
    /// <exception cref="ArgumentException">There is no target, or two have one name.</exception>
    public VfsIndexer(IndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxVectors, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxFileSize, int.MaxValue - 1L, nameof(options));
        if (options.Targets.IsDefaultOrEmpty || options.Targets.DistinctBy(target => target.Space.Name).Count() != options.Targets.Length)
        {
            throw new ArgumentException("one target at least is needed, and names of spaces that differ", nameof(options));
        }

        this.options = options;
    }

    /// <summary>Runs.</summary>
    /// <param name="roots">Directories and files.</param>
    /// <param name="report">Is told what became of each file, one at a time, from any thread; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run; what was written stays.</param>
    /// <exception cref="EncoderException">A model cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IndexSummary> RunAsync(IReadOnlyList<RawPath> roots, Action<IndexedFile>? report = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roots);
        long started = options.TimeProvider.GetTimestamp();
        TargetRun[] targets = [.. options.Targets.Select(target => new TargetRun(target, options))];
        var sums = new IndexReport(report);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stale = Channel.CreateBounded<StaleFile>(new BoundedChannelOptions(Waiting) { SingleWriter = false, SingleReader = false });
        int lanes = Math.Min(Lanes, options.Threads);
        Task[] work =
        [
            Guarded(() => Task.Run(() => Walk(roots, targets, stale.Writer, sums, end.Token), CancellationToken.None), end),
            .. Enumerable.Range(0, lanes).Select(lane => Guarded(() => EncodeAsync(stale.Reader, ThreadsOf(lane, lanes), sums, end.Token), end)),
        ];
        await Task.WhenAll(work).ConfigureAwait(false);
        return sums.ToSummary(targets, options.TimeProvider, options.TimeProvider.GetElapsedTime(started));
    }

    private int ThreadsOf(int lane, int lanes) => (options.Threads / lanes) + (lane < options.Threads % lanes ? 1 : 0);

    /// <summary>Ends the others when one fails, so that none waits for it for ever.</summary>
    private static async Task Guarded(Func<Task> work, CancellationTokenSource end)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch
        {
            await end.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Walk(IReadOnlyList<RawPath> roots, TargetRun[] targets, ChannelWriter<StaleFile> stale, IndexReport report, CancellationToken cancellationToken)
    {
        try
        {
            new TreeWalker(options.Walk, options.Rules).Walk(roots, _ => new StaleFiles(targets, options, stale, report, cancellationToken), cancellationToken);
        }
        finally
        {
            stale.TryComplete();
        }
    }

    private async Task EncodeAsync(ChannelReader<StaleFile> stale, int threads, IndexReport report, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var runner = new GraphRunner(new GraphRunnerOptions
        {
            FailurePolicy = FailurePolicy.FinishRest,
            Limits = ImmutableDictionary<Resource, int>.Empty.Add(Resource.Cpu, threads).Add(Resource.Disk, 1),
            ReportNodes = false,
            TimeProvider = options.TimeProvider,
        });
        var operations = new Dictionary<TargetRun, TargetOperations>();
        int most = PortionFiles * threads;
        var portion = new List<StaleFile>(most);
        while (await stale.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            portion.Clear();
            while (portion.Count < most && stale.TryRead(out StaleFile? file))
            {
                portion.Add(file);
            }

            if (portion.Count > 0)
            {
                await EncodeAsync(runner, portion, operations, report, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task EncodeAsync(GraphRunner runner, List<StaleFile> portion, Dictionary<TargetRun, TargetOperations> operations, IndexReport report, CancellationToken cancellationToken)
    {
        var graph = new TaskGraph();
        var written = new Node<IndexedFile>[portion.Count];
        for (int i = 0; i < written.Length; i++)
        {
            StaleFile file = portion[i];
            if (!operations.TryGetValue(file.Target, out TargetOperations? own))
            {
                operations[file.Target] = own = new TargetOperations(file.Target);
            }

            written[i] = own.Call(graph, file);
        }

        GraphRun run = runner.Start(graph, written, cancellationToken);
        GraphResult result = await run.Completion.ConfigureAwait(false);
        for (int i = 0; i < written.Length; i++)
        {
            report.Add(ResultOf(result, written[i], portion[i]));
        }
    }

    private static IndexedFile ResultOf(GraphResult result, Node<IndexedFile> node, StaleFile file)
    {
        try
        {
            return result.Get(node);
        }
        catch (GraphException exception)
        {
            return new IndexedFile(file.Call.ToPath(), file.Target.Space, IndexStatus.Failed, (exception.InnerException ?? exception).Message);
        }
    }
}
