namespace Portolan.Vfs.Walking;

/// <summary>Walks directory trees with several threads and shows each regular file to a visitor.</summary>
/// <remarks>
/// Entries are read by <c>getdents64</c> on open directories and reached through these, so that paths of any length work and a
/// directory that is moved meanwhile leads nowhere else. Names are bytes. Threads share directories, and the pieces of a large one.
/// Nothing is allocated for a file. The order of visits is not determined; what is visited is, in a tree that nobody changes.
/// </remarks>
public sealed class TreeWalker
{
    private readonly WalkOptions options;
    private readonly IWalkRules? rules;

    /// <summary>Prepares a walk.</summary>
    /// <param name="options">What to look at.</param>
    /// <param name="rules">What to leave out, or null.</param>
    public TreeWalker(WalkOptions options, IWalkRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        this.options = options;
        this.rules = rules;
    }

    /// <summary>Walks the trees; returns when all of them are done.</summary>
    /// <param name="roots">Directories and files. One that does not exist is a problem like any other.</param>
    /// <param name="visitorOf">Gives the visitor of a thread, from its number, 0 to <see cref="WalkOptions.Threads"/> - 1; called before the walk.</param>
    /// <param name="cancellationToken">Ends the walk between two files.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    public WalkCounts Walk(IReadOnlyList<RawPath> roots, Func<int, IWalkVisitor> visitorOf, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(visitorOf);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("walking reads directories and extended attributes by calls that only Linux has");
        }

        var shared = new WalkState(options, rules, cancellationToken);
        var workers = new WalkWorker[options.Threads];
        for (int i = 0; i < workers.Length; i++)
        {
            workers[i] = new WalkWorker(shared, visitorOf(i));
        }

        // Links that are followed come after all that is reached without them, one after the other in the order of their paths: then
        // each directory has one path under which it is visited, whatever the threads' timing.
        bool isWaiting = false;
        foreach (RawPath path in roots)
        {
            cancellationToken.ThrowIfCancellationRequested();
            isWaiting |= workers[0].StartRoot(path);
            if (isWaiting && options.FollowLinks)
            {
                RunAll(workers, shared);
                isWaiting = false;
            }
        }

        if (isWaiting)
        {
            RunAll(workers, shared);
        }

        while (shared.Links.Count > 0)
        {
            foreach (RawPath path in (RawPath[])[.. shared.Links.Keys.Order()])
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (workers[0].StartLink(path))
                {
                    RunAll(workers, shared);
                }
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return workers.Select(worker => worker.Counts).Aggregate(WalkCounts.Sum);
    }

    private static void RunAll(WalkWorker[] workers, WalkState shared)
    {
        var threads = new Thread[workers.Length - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(workers[i + 1].Run) { IsBackground = true, Name = $"walk {i + 1}" };
            threads[i].Start();
        }

        workers[0].Run();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        foreach (WalkedDirectory left in shared.Queue.Drain())
        {
            if (left.IsOpen)
            {
                shared.Released(left);
            }
            else if (left.Parent is { } parent)
            {
                shared.Released(parent);
            }
        }

        shared.Failure?.Throw();
    }
}
