using System.Runtime.ExceptionServices;

namespace Portolan.Graph;

/// <summary>What became of one call in a batch: its result, or why it failed.</summary>
/// <typeparam name="TOut">The operation's result.</typeparam>
public readonly struct BatchResult<TOut>
{
    private readonly TOut value;

    /// <summary>A call that succeeded.</summary>
    /// <param name="value">Its result.</param>
    public BatchResult(TOut value) => this.value = value;

    /// <summary>A call that failed.</summary>
    /// <param name="failure">Why; <see cref="Operation.IsTransient"/> decides whether the call is tried again.</param>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is null.</exception>
    public BatchResult(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        value = default!;
        Failure = failure;
    }

    /// <summary>Why the call failed; null when it succeeded.</summary>
    public Exception? Failure { get; }

    /// <summary>The result.</summary>
    /// <exception cref="InvalidOperationException">The call failed.</exception>
    public TOut Value => Failure is null ? value : throw new InvalidOperationException($"the call failed: {Failure.Message}", Failure);

    /// <summary>The result, or the failure as it was thrown.</summary>
    internal TOut ValueOrThrow()
    {
        if (Failure is not null)
        {
            ExceptionDispatchInfo.Throw(Failure);
        }

        return value;
    }
}
