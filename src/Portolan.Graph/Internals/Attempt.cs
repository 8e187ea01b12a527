namespace Portolan.Graph.Internals;

internal enum AttemptOutcome
{
    Completed,
    Failed,
    Transient,
    Cancelled,

    /// <summary>It ended the run in order.</summary>
    Stopped,

    /// <summary>A map or conditional knows what it turns into, an <see cref="Expansion"/>.</summary>
    Expanded,

    /// <summary>Its batch failed as a whole and is to be divided.</summary>
    Divided,
}

/// <summary>What one try of one node gave.</summary>
/// <param name="Outcome">What kind of end it came to.</param>
/// <param name="Result">The result of what completed, the expansion of what expanded.</param>
/// <param name="Exception">What a failure threw.</param>
/// <param name="Duration">How long the try took, when it completed.</param>
/// <param name="Delay">How long to wait after a transient fault.</param>
internal readonly record struct Attempt(AttemptOutcome Outcome, object? Result, Exception? Exception, TimeSpan Duration, TimeSpan Delay = default);
