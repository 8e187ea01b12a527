namespace Portolan.Graph;

/// <summary>One call in a batch.</summary>
/// <param name="Input">The input as it was given to <see cref="TaskGraph.Call"/>.</param>
/// <param name="Context">Results of the nodes in the input, and where the item reports what happens to it.</param>
/// <typeparam name="TIn">The operation's input.</typeparam>
public readonly record struct BatchItem<TIn>(TIn Input, OperationContext Context);
