namespace Portolan.Graph;

/// <summary>A named, versioned function from an input to an output that says what it needs.</summary>
/// <typeparam name="TIn">
/// Plain data, a <see cref="Node{T}"/>, a list of nodes, or a record whose properties are any of these. It must be writable by
/// System.Text.Json, because its JSON is part of the key.
/// </typeparam>
/// <typeparam name="TOut">The result. It must survive a round trip through System.Text.Json when it is persisted.</typeparam>
/// <remarks>The result must depend on nothing but parameters and input. One instance serves many nodes at once, so it must be thread-safe.</remarks>
public abstract class Operation<TIn, TOut> : Operation
{
    /// <summary>Does the work.</summary>
    /// <param name="input">The input as it was given to <see cref="TaskGraph.Call"/>; results of nodes in it come from <paramref name="context"/>.</param>
    /// <param name="context">Results of dependencies, the clock and the way to report progress; valid until the call has completed.</param>
    /// <param name="cancellationToken">Cancelled when the run is.</param>
    /// <returns>The result.</returns>
    /// <remarks>Work on <see cref="Resource.Cpu"/> is done synchronously before returning; the call runs on a thread of its own.</remarks>
    public abstract ValueTask<TOut> InvokeAsync(TIn input, OperationContext context, CancellationToken cancellationToken);
}
