namespace Portolan.Graph.Internals;

internal enum AttemptOutcome
{
    Completed,
    Failed,
    Transient,
    Cancelled,
}

/// <summary>What one try of one node gave.</summary>
internal readonly record struct Attempt(AttemptOutcome Outcome, object? Result, Exception? Exception, TimeSpan Duration);
