namespace Portolan.Corpus.Sources;

/// <summary>What the requests to one overloaded server have in common: when one of them is told to slow down, all do.</summary>
/// <remarks>
/// After a refusal nothing is sent until the refused request's own wait is over; from then on requests start one interval apart. Each
/// answer shortens the interval by half until it does not matter. Common Crawl's status page asks for no more than one attempt a
/// second while it is overloaded. Thread-safe.
/// </remarks>
internal sealed class HttpPace(TimeProvider time)
{
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastInterval = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private DateTimeOffset next;
    private TimeSpan interval;

    /// <summary>A server asked to slow down.</summary>
    public void Hold(TimeSpan wait)
    {
        lock (gate)
        {
            DateTimeOffset until = time.GetUtcNow() + wait;
            next = until > next ? until : next;
            interval = FirstInterval;
        }
    }

    /// <summary>A server answered as it should.</summary>
    public void Relax()
    {
        lock (gate)
        {
            interval = interval > LastInterval ? interval / 2 : TimeSpan.Zero;
        }
    }

    /// <summary>Waits for this request's turn.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            DateTimeOffset turn = next > now ? next : now;
            wait = turn - now;
            next = interval > TimeSpan.Zero ? turn + interval : next;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
