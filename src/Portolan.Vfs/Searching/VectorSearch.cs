using System.Collections.Concurrent;
using Portolan.Vfs.Records;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Searching;

/// <summary>Searches directory trees by the vectors that their files carry.</summary>
/// <remarks>
/// Exact: every record is scored, and no index is kept. It only reads. Records made from another content than the file's are never
/// ranked. The same tree gives the same result, whatever the number of threads.
/// </remarks>
public sealed class VectorSearch
{
    /// <summary>Most problems that are listed; more are counted.</summary>
    public const int MaxProblems = 1000;

    private readonly SearchOptions options;
    private readonly IWalkRules? rules;
    private readonly ConcurrentQueue<SearchProblem> problems = new();

    /// <summary>Prepares searches.</summary>
    /// <param name="options">How they go.</param>
    /// <param name="rules">What the walk leaves out, or null.</param>
    public VectorSearch(SearchOptions options, IWalkRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Count, 1, nameof(options));
        this.options = options;
        this.rules = rules;
    }

    /// <summary>Searches; not to be called twice at once.</summary>
    /// <param name="roots">Directories and files.</param>
    /// <param name="queries">One for each space.</param>
    /// <param name="cancellationToken">Ends the search between two files.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentException">A query's vector is not of its space's dimensions or not finite.</exception>
    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    public SearchResult Run(IReadOnlyList<RawPath> roots, IReadOnlyList<SpaceQuery> queries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roots);
        ArgumentNullException.ThrowIfNull(queries);
        problems.Clear();
        var workers = new SearchWorker[options.Walk.Threads];
        for (int i = 0; i < workers.Length; i++)
        {
            workers[i] = new SearchWorker(this, [.. queries.Select(query => new SpaceScan(query, this, options))]);
        }

        using var live = LiveResults.Start(options, workers);
        WalkCounts walk = new TreeWalker(options.Walk, rules).Walk(roots, i => workers[i], cancellationToken);
        var results = new SpaceResult[queries.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = Finish(queries[i], [.. workers.Select(worker => worker.Scans[i])], cancellationToken);
        }

        return new SearchResult(results, walk, [.. problems.OrderBy(problem => problem.Path)]);
    }

    internal static int TouchedCapacity(int count) => (int)Math.Min(int.MaxValue / 2, (4L * count) + 64);

    internal void Report(RawPath path, SystemError error, RecordFault fault)
    {
        if (problems.Count < MaxProblems)
        {
            problems.Enqueue(new SearchProblem(path, error, fault));
        }
    }

    private SpaceResult Finish(SpaceQuery query, SpaceScan[] scans, CancellationToken cancellationToken)
    {
        query.Wait();
        foreach (SpaceScan scan in scans)
        {
            scan.ScoreKept();
        }

        long spared = scans[0].UsesSketches ? SecondStage.Run(scans, options, cancellationToken) : 0;
        List<Candidate> best = BestFiles.Merge(scans.Select(scan => scan.Best), options.Count);
        List<Candidate> touched = BestFiles.Merge(scans.Select(scan => scan.Touched), TouchedCapacity(options.Count));
        (long verified, long refuted) = Verify(touched, best, cancellationToken);
        SearchCounts counts = scans.Select(scan => scan.Counts).Aggregate(SearchCounts.Sum) with { Verified = verified, Refuted = refuted, Spared = spared };
        foreach (SpaceScan scan in scans)
        {
            scan.Dispose();
        }

        return new SpaceResult(query.Space, [.. best.Select(candidate => new SearchHit(candidate.Path, candidate.Score, query.Space, candidate.Window))], counts);
    }

    // Reads the content of files with another time of modification, best first, as long as one could be among the results.
    private (long Verified, long Refuted) Verify(List<Candidate> touched, List<Candidate> best, CancellationToken cancellationToken)
    {
        long verified = 0, refuted = 0;
        foreach (Candidate candidate in touched)
        {
            if (best.Count == options.Count && candidate.CompareTo(best[^1]) > 0)
            {
                break;
            }

            // A file that is reached twice is one result.
            int place = best.BinarySearch(candidate);
            if (place >= 0)
            {
                continue;
            }

            if (!IsUnchanged(candidate, cancellationToken))
            {
                refuted++;
                continue;
            }

            verified++;
            best.Insert(~place, candidate);
            if (best.Count > options.Count)
            {
                best.RemoveAt(best.Count - 1);
            }
        }

        return (verified, refuted);
    }

    private bool IsUnchanged(Candidate candidate, CancellationToken cancellationToken)
    {
        if (RawFile.Open(candidate.Path, follow: true, out RawFile? file) != SystemError.None)
        {
            return false;
        }

        using (file)
        {
            return file!.Status.Size == candidate.Recorded.Size
                && file.HashContent(options.MaxHashedBytes, out UInt128 hash, cancellationToken) == SystemError.None
                && hash == candidate.Recorded.ContentHash;
        }
    }
}
