using System.Runtime.ExceptionServices;

namespace Portolan.Vfs.Searching;

/// <summary>Reads the records of files whose sketch leaves room for a good score, the most promising first.</summary>
internal static class SecondStage
{
    /// <summary>Files before the first look at what is already found: enough to keep every thread's disk request waiting.</summary>
    private const int FirstBatchFiles = 128;

    // Batches grow with what has been read: where sketches rule out little, threads do not wait for each other all the time.
    private const int BatchGrowth = 4;

    /// <summary>Reads until no file left can be among the best.</summary>
    /// <returns>Files whose record was not read.</returns>
    /// <remarks>
    /// Files of equal bounds are never divided between batches, and what is found is looked at only between batches: which files are
    /// read does not depend on the threads' timing.
    /// </remarks>
    public static long Run(SpaceScan[] scans, SearchOptions options, CancellationToken cancellationToken)
    {
        List<(float Bound, KeptFile File)> files = [];
        foreach (SpaceScan scan in scans)
        {
            foreach (KeptFile file in scan.Sketched.Files)
            {
                files.Add((scans[0].BoundOf(file), file));
            }
        }

        files.Sort((x, y) => y.Bound.CompareTo(x.Bound));
        int start = 0, end = 0, next = 0;
        bool ended = false;
        ExceptionDispatchInfo? failure = null;
        void NextBatch()
        {
            start = end;
            int batch = Math.Max(FirstBatchFiles, start / BatchGrowth);
            float least = LeastUseful(scans, options);
            while (end < files.Count && files[end].Bound >= least && (end - start < batch || files[end].Bound == files[end - 1].Bound))
            {
                end++;
            }

            next = start;
            ended = start == end || failure is not null;
        }

        void Work(SpaceScan scan, Barrier barrier, byte[] buffer)
        {
            while (!ended)
            {
                try
                {
                    for (int i = Interlocked.Increment(ref next) - 1; i < end; i = Interlocked.Increment(ref next) - 1)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        scan.VisitSurvivor(files[i].File, buffer);
                    }
                }
                catch (Exception exception)
                {
                    // A thread's boundary; thrown again to the caller.
                    failure = ExceptionDispatchInfo.Capture(exception);
                }

                barrier.SignalAndWait(CancellationToken.None);
            }
        }

        NextBatch();
        if (ended)
        {
            return files.Count;
        }

        using var barrier = new Barrier(scans.Length, _ => NextBatch());
        var threads = new Thread[scans.Length - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            SpaceScan scan = scans[i + 1];
            threads[i] = new Thread(() => Work(scan, barrier, new byte[Attributes.AttributeCapacity.Max])) { IsBackground = true, Name = $"search {i + 1}" };
            threads[i].Start();
        }

        Work(scans[0], barrier, new byte[Attributes.AttributeCapacity.Max]);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        failure?.Throw();
        return files.Count - end;
    }

    private static float LeastUseful(SpaceScan[] scans, SearchOptions options)
    {
        List<Candidate> best = BestFiles.Merge(scans.Select(scan => scan.Best), options.Count);
        return best.Count == options.Count ? Math.Max(best[^1].Score, (float)options.MinScore) : (float)options.MinScore;
    }
}
