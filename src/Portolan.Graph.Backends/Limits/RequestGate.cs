using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace Portolan.Graph.Backends.Internals;

/// <summary>The one door through which all requests of a backend go: money, concurrency, rates, pauses, timeouts and tries.</summary>
internal sealed class RequestGate : IDisposable
{
    private static readonly ResiliencePropertyKey<CallScope> ScopeKey = new("portolan.scope");
    private readonly BackendLimits limits;
    private readonly TimeProvider timeProvider;
    private readonly FaultReader faults;
    private readonly UsageCounter usage;
    private readonly ModelPrice? price;
    private readonly CostBudget[] budgets;
    private readonly SemaphoreSlim slots;
    private readonly TokenBucket? requests;
    private readonly TokenBucket? tokens;
    private readonly ResiliencePipeline tries;
    private long pausedUntil;

    public RequestGate(
        BackendLimits limits, TimeProvider timeProvider, ulong seed, FaultReader faults, UsageCounter usage, ModelPrice? price, CostBudget[] budgets)
    {
        this.limits = limits;
        this.timeProvider = timeProvider;
        this.faults = faults;
        this.usage = usage;
        this.price = price;
        this.budgets = budgets;
        slots = new SemaphoreSlim(limits.Concurrency);
        requests = limits.RequestsPerMinute is { } perMinute ? TokenBucket.OfRequests(perMinute, timeProvider) : null;
        tokens = limits.TokensPerMinute is { } tokensPerMinute ? TokenBucket.OfTokens(tokensPerMinute, timeProvider) : null;
        pausedUntil = timeProvider.GetTimestamp();
        tries = BuildTries(new SeededRandom(seed));
    }

    /// <summary>Sends a request until it succeeds, fails for good, or has used up its tries.</summary>
    /// <param name="estimate">What it is expected to use.</param>
    /// <param name="scope">Where waits and requests are reported.</param>
    /// <param name="send">One try; what it throws is read by <see cref="FaultReader"/>.</param>
    /// <param name="usedOf">What the reply says it used.</param>
    /// <param name="cancellationToken">Ends waiting and sending.</param>
    public async Task<T> SendAsync<T>(
        TokenAmount estimate, CallScope scope, Func<CancellationToken, Task<T>> send, Func<T, TokenAmount> usedOf, CancellationToken cancellationToken)
    {
        int attempt = 0;
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(ScopeKey, scope);
        try
        {
            return await tries.ExecuteAsync(TryOnceAsync, context).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        async ValueTask<T> TryOnceAsync(ResilienceContext current)
        {
            using Permit permit = await EnterAsync(estimate, scope, isRetry: attempt++ > 0, cancellationToken).ConfigureAwait(false);
            try
            {
                T reply = await send(permit.Token).ConfigureAwait(false);
                permit.Settle(usedOf(reply));
                return reply;
            }
            catch (Exception e)
            {
                throw Read(e, permit, cancellationToken);
            }
        }
    }

    /// <summary>Opens a streamed reply up to its first piece, with as many tries as that takes.</summary>
    public async Task<OpenStream> OpenAsync(
        TokenAmount estimate, Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> open, CancellationToken cancellationToken)
    {
        int attempt = 0;
        return await tries.ExecuteAsync(
            async token =>
            {
                Permit permit = await EnterAsync(estimate, default, isRetry: attempt++ > 0, token).ConfigureAwait(false);
                return await OpenStream.OpenAsync(this, permit, open, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a request may be sent; the permit is to be disposed when it has ended.</summary>
    /// <exception cref="StopRunException">A cost ceiling is reached.</exception>
    public async Task<Permit> EnterAsync(TokenAmount estimate, CallScope scope, bool isRetry, CancellationToken cancellationToken)
    {
        decimal cost = price?.CostOf(estimate.In, estimate.Out) ?? 0;
        int reserved = 0;
        bool entered = false;
        try
        {
            for (; reserved < budgets.Length; reserved++)
            {
                await budgets[reserved].ReserveAsync(cost, cancellationToken).ConfigureAwait(false);
            }

            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            entered = true;
            await WaitForPauseAsync(scope, cancellationToken).ConfigureAwait(false);
            await WaitForRatesAsync(estimate, scope, cancellationToken).ConfigureAwait(false);

            // Another request may have been told to stay away while this one waited for its turn.
            await WaitForPauseAsync(scope, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (entered)
            {
                slots.Release();
            }

            while (reserved > 0)
            {
                budgets[--reserved].Settle(cost, 0);
            }

            throw;
        }

        usage.CountRequest(isRetry);
        scope.Metered(Meters.Requests, 1);
        scope.Metered(Meters.Retries, isRetry ? 1 : 0);
        return new Permit(this, estimate, cost, cancellationToken);
    }

    /// <summary>What a fault during a permit means; a Retry-After pauses the whole backend.</summary>
    public Exception Read(Exception exception, Permit permit, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(cancellationToken);
        }

        BackendException fault = faults.Read(exception, permit.HasTimedOut ? limits.Timeout : null);
        if (fault.RetryAfter is not { } pause)
        {
            return fault;
        }

        if (pause > limits.MaxRetryAfter)
        {
            return new BackendException(
                $"{fault.Message}; the server asks to be left alone for {pause}, longer than the allowed {limits.MaxRetryAfter}",
                $"try again later, or raise {nameof(BackendLimits.MaxRetryAfter)}",
                fault.Status,
                retryAfter: pause,
                innerException: exception);
        }

        PauseFor(pause);
        return fault;
    }

    public void Dispose() => slots.Dispose();

    private ResiliencePipeline BuildTries(SeededRandom random)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = timeProvider };
        if (limits.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = limits.MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = limits.BaseDelay,
                MaxDelay = limits.MaxDelay,
                Randomizer = random.NextDouble,
                ShouldHandle = static arguments => new ValueTask<bool>(arguments.Outcome.Exception is BackendException { IsTransient: true }),

                // The pause of the whole backend is waited for where the next try enters.
                DelayGenerator = static arguments => new ValueTask<TimeSpan?>(
                    arguments.Outcome.Exception is BackendException { RetryAfter: not null } ? TimeSpan.Zero : null),
                OnRetry = arguments =>
                {
                    if (arguments.RetryDelay > TimeSpan.Zero)
                    {
                        CallScope scope = arguments.Context.Properties.GetValue(ScopeKey, default);
                        ReportWait(scope, $"try {arguments.AttemptNumber + 2} after: {Text.Shorten(arguments.Outcome.Exception!.Message, 120)}", arguments.RetryDelay);
                    }

                    return default;
                },
            });
        }

        return builder.Build();
    }

    private async ValueTask WaitForPauseAsync(CallScope scope, CancellationToken cancellationToken)
    {
        while (true)
        {
            long until = Volatile.Read(ref pausedUntil);
            TimeSpan left = timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), until);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            ReportWait(scope, "Retry-After", left);
            await Task.Delay(RoundUp(left), timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitForRatesAsync(TokenAmount estimate, CallScope scope, CancellationToken cancellationToken)
    {
        TimeSpan forRequests = requests?.Take(1) ?? TimeSpan.Zero;
        TimeSpan forTokens = tokens?.Take(estimate.Total) ?? TimeSpan.Zero;
        bool requestsDecide = forRequests >= forTokens;
        TimeSpan wait = requestsDecide ? forRequests : forTokens;
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        ReportWait(scope, requestsDecide ? "requests per minute" : "tokens per minute", wait);
        try
        {
            await Task.Delay(RoundUp(wait), timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            requests?.Return(1);
            tokens?.Return(estimate.Total);
            throw;
        }
    }

    private void PauseFor(TimeSpan pause)
    {
        long until = timeProvider.GetTimestamp() + (long)(pause.TotalSeconds * timeProvider.TimestampFrequency);
        long before = Volatile.Read(ref pausedUntil);
        while (until > before)
        {
            long seen = Interlocked.CompareExchange(ref pausedUntil, until, before);
            if (seen == before)
            {
                return;
            }

            before = seen;
        }
    }

    /// <summary>Counts a wait and reports it.</summary>
    public void ReportWait(CallScope scope, string reason, TimeSpan duration)
    {
        usage.CountWait(duration);
        scope.Waited(reason, duration);
    }

    // Timers count whole milliseconds and drop the rest, which would let a request out too early.
    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private void Leave(TokenAmount estimate, decimal reservedCost, TokenAmount used, decimal usedCost)
    {
        slots.Release();
        tokens?.Return(estimate.Total - used.Total);
        foreach (CostBudget budget in budgets)
        {
            budget.Settle(reservedCost, usedCost);
        }
    }

    /// <summary>A request that may be sent. Not thread-safe.</summary>
    public sealed class Permit : IDisposable
    {
        private readonly RequestGate gate;
        private readonly TokenAmount estimate;
        private readonly decimal reservedCost;
        private readonly CancellationTokenSource timeout;
        private readonly CancellationTokenSource either;
        private TokenAmount? used;

        public Permit(RequestGate gate, TokenAmount estimate, decimal reservedCost, CancellationToken cancellationToken)
        {
            this.gate = gate;
            this.estimate = estimate;
            this.reservedCost = reservedCost;
            timeout = new CancellationTokenSource(gate.limits.Timeout, gate.timeProvider);
            either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        }

        public CancellationToken Token => either.Token;

        public bool HasTimedOut => timeout.IsCancellationRequested;

        /// <summary>Says what the request used. Without it the request counts as failed: it keeps its share of the rate, and costs nothing.</summary>
        public void Settle(TokenAmount amount) => used = amount;

        public void Dispose()
        {
            decimal cost = used is { } amount ? gate.price?.CostOf(amount.In, amount.Out) ?? 0 : 0;
            if (used is { } counted)
            {
                gate.usage.Count(counted, cost);
            }

            gate.Leave(estimate, reservedCost, used ?? estimate, cost);
            either.Dispose();
            timeout.Dispose();
        }
    }
}
