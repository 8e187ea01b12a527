using Portolan.Vfs.Indexing;

namespace Portolan.Vfs.Watching;

/// <summary>Indexes trees, and then what changes in them until it is told to end.</summary>
/// <remarks>
/// Notices come from the kernel (inotify); files that are written to several times within a moment are indexed once. When notices were
/// lost because too many came at once, the whole trees are looked at again. Changes on network file systems made elsewhere, and in
/// directories that could not be watched, are not noticed.
/// </remarks>
public sealed class VfsWatcher
{
    private const int PollMs = 100;

    private readonly IndexOptions options;
    private readonly TimeSpan quiet;
    private readonly TimeSpan mostWait;

    /// <summary>Prepares a watcher.</summary>
    /// <param name="options">What is indexed, and how.</param>
    /// <param name="quiet">How long nothing must have happened before what changed is indexed; null for half a second. Ten times as long is the most that a change waits.</param>
    public VfsWatcher(IndexOptions options, TimeSpan? quiet = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.quiet = quiet ?? TimeSpan.FromMilliseconds(500);
        mostWait = this.quiet * 10;
    }

    /// <summary>Runs until cancelled.</summary>
    /// <param name="roots">Directories.</param>
    /// <param name="report">Is told what became of each file.</param>
    /// <param name="completed">Is told the sums of each round, the first one when the trees are up to date and watched, and how many directories are.</param>
    /// <param name="cancellationToken">Ends it, in order.</param>
    /// <exception cref="VfsException">The system gives no notices to this process.</exception>
    public async Task RunAsync(IReadOnlyList<RawPath> roots, Action<IndexedFile>? report, Action<IndexSummary, int>? completed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(roots);
        using var inotify = new Inotify();
        var rules = new WatchRules(options.Rules, inotify, options.Walk);
        var indexer = new VfsIndexer(options with { Rules = rules });
        await RoundAsync(roots).ConfigureAwait(false);
        var events = new List<WatchEvent>();
        var changed = new HashSet<RawPath>();
        long first = 0, last = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            inotify.Wait(PollMs, events);
            bool lost = false;
            foreach (WatchEvent happened in events)
            {
                lost |= (happened.Mask & Inotify.Overflow) != 0;
                RawPath? path = rules.PathOf(happened);
                // A new file is written to and closed later; a new directory may be full already.
                bool counts = (happened.Mask & (Inotify.CloseWrite | Inotify.MovedTo)) != 0 || (happened.Mask & Inotify.IsDirectory) != 0;
                if (path is { } entry && counts && changed.Add(entry) && changed.Count == 1)
                {
                    first = options.TimeProvider.GetTimestamp();
                }

                last = options.TimeProvider.GetTimestamp();
            }

            if (lost)
            {
                changed.Clear();
                await RoundAsync(roots).ConfigureAwait(false);
            }
            else if (changed.Count > 0 && (options.TimeProvider.GetElapsedTime(last) >= quiet || options.TimeProvider.GetElapsedTime(first) >= mostWait))
            {
                RawPath[] batch = [.. changed.Order()];
                changed.Clear();
                await RoundAsync([.. batch.Where(IsThere)]).ConfigureAwait(false);
            }
        }

        async Task RoundAsync(IReadOnlyList<RawPath> paths)
        {
            try
            {
                IndexSummary summary = await indexer.RunAsync(paths, report, cancellationToken).ConfigureAwait(false);
                foreach (Walking.WalkProblem problem in rules.Problems)
                {
                    report?.Invoke(new IndexedFile(problem.Path, null, IndexStatus.Failed, $"not watched: {problem.Error.Describe()}"));
                }

                rules.Problems.Clear();
                completed?.Invoke(summary, rules.Count);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The end that was asked for.
            }
        }
    }

    // What was written and removed again within a moment, such as an editor's backup, is no fault; and a link that appears is not followed
    // out of the tree because of it, as the root of a walk would be.
    private bool IsThere(RawPath path)
    {
        SystemError error = RawFile.Open(path, options.Walk.FollowLinks, out RawFile? file);
        file?.Dispose();
        // Directories are no files to open.
        return error is SystemError.None or SystemError.NotSupported or SystemError.AccessDenied;
    }
}
