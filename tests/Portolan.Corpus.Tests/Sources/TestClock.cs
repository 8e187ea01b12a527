namespace Portolan.Corpus.Tests.Sources;

/// <summary>A clock whose waits end at once and are recorded, while timeouts end only when a test says so.</summary>
/// <remarks>
/// A timer that cancels something is a timeout, any other is a wait. Their lengths tell nothing: a random wait may be as long as a timeout.
/// </remarks>
internal sealed class TestClock : TimeProvider
{
    private readonly List<TimeSpan> waits = [];
    private readonly List<TestTimer> pending = [];

    public DateTimeOffset Now { get; set; } = new(2024, 5, 20, 12, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (waits)
            {
                return [.. waits];
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends every timeout that is running.</summary>
    public void FireTimeouts()
    {
        TestTimer[] fired;
        lock (waits)
        {
            fired = [.. pending];
            pending.Clear();
        }

        foreach (TestTimer timer in fired)
        {
            timer.Fire();
        }
    }

    private sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.waits)
            {
                clock.pending.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                if (state is CancellationTokenSource)
                {
                    clock.pending.Add(this);
                    return true;
                }

                clock.waits.Add(dueTime);
            }

            ThreadPool.QueueUserWorkItem(_ => Fire());
            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock.waits)
            {
                clock.pending.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
