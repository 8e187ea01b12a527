namespace Portolan.Graph.Backends.Tests;

/// <summary>The system's clock, so many times as fast: waits of minutes take seconds, with real servers on the other side.</summary>
internal sealed class FastClock(int times) : TimeProvider
{
    private readonly long start = System.GetTimestamp();
    private readonly DateTimeOffset startUtc = new(2024, 5, 18, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => start + ((System.GetTimestamp() - start) * times);

    public override DateTimeOffset GetUtcNow() => startUtc + (System.GetElapsedTime(start) * times);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Scale(dueTime), Scale(period)), this);

    private TimeSpan Scale(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || time == TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds / times));

    private sealed class Timer(ITimer inner, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Scale(dueTime), clock.Scale(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
