namespace Portolan.Graph.Internals;

/// <summary>What a batch gave for one of its items.</summary>
/// <param name="Result">The result when there is no failure.</param>
/// <param name="Failure">Why the item failed; null when it succeeded.</param>
/// <param name="IsFinal">Whether trying again is out of the question, whatever the operation says.</param>
internal readonly record struct BatchOutcome(object? Result, Exception? Failure, bool IsFinal = false);
