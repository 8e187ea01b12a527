namespace Portolan.Vfs.Searching;

/// <summary>Shows the best so far while a search goes on.</summary>
internal sealed class LiveResults : IDisposable
{
    private readonly SearchOptions options;
    private readonly SearchWorker[] workers;
    private readonly Lock gate = new();
    private ITimer? timer;
    private bool ended;

    private LiveResults(SearchOptions options, SearchWorker[] workers)
    {
        this.options = options;
        this.workers = workers;
    }

    public static LiveResults? Start(SearchOptions options, SearchWorker[] workers)
    {
        if (options.Provisional is null)
        {
            return null;
        }

        var live = new LiveResults(options, workers);
        live.timer = options.Time.CreateTimer(_ => live.Show(), null, options.ProvisionalInterval, options.ProvisionalInterval);
        return live;
    }

    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
        {
            ended = true;
        }
    }

    private void Show()
    {
        if (!gate.TryEnter())
        {
            return;
        }

        try
        {
            if (ended)
            {
                return;
            }

            List<SearchHit> hits = [];
            for (int i = 0; i < workers[0].Scans.Length; i++)
            {
                Encoders.EmbeddingSpace space = workers[0].Scans[i].Space;
                foreach (Candidate candidate in BestFiles.Merge(workers.Select(worker => worker.Scans[i].Best), options.Count))
                {
                    hits.Add(new SearchHit(candidate.Path, candidate.Score, space, candidate.Window));
                }
            }

            if (hits.Count > 0)
            {
                options.Provisional!(hits);
            }
        }
        finally
        {
            gate.Exit();
        }
    }
}
