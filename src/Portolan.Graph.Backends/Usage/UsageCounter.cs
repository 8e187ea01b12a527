namespace Portolan.Graph.Backends.Internals;

/// <summary>Tokens of one call: as estimated before it, or as used by it.</summary>
internal readonly record struct TokenAmount(long In, long Out)
{
    public long Total => In + Out;
}

/// <summary>Adds up what becomes a <see cref="Usage"/>.</summary>
internal sealed class UsageCounter(ModelPrice? price)
{
    private readonly Lock gate = new();
    private long requests;
    private long retries;
    private long tokensIn;
    private long tokensOut;
    private decimal cost;
    private long waits;
    private TimeSpan waitTime;

    public Usage Snapshot()
    {
        lock (gate)
        {
            return new Usage(requests, retries, tokensIn, tokensOut, price is null ? null : cost, waits, waitTime);
        }
    }

    public void CountRequest(bool isRetry)
    {
        lock (gate)
        {
            requests++;
            retries += isRetry ? 1 : 0;
        }
    }

    public void CountWait(TimeSpan duration)
    {
        lock (gate)
        {
            waits++;
            waitTime += duration;
        }
    }

    public void Count(TokenAmount used, decimal usedCost)
    {
        lock (gate)
        {
            tokensIn += used.In;
            tokensOut += used.Out;
            cost += usedCost;
        }
    }
}
