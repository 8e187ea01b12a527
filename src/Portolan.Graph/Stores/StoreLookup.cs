namespace Portolan.Graph;

/// <summary>What a store answers when it is asked for a result.</summary>
/// <param name="Found">Whether there is a result that can be trusted.</param>
/// <param name="Value">The result when found; otherwise the default.</param>
/// <param name="Rejection">Why an entry that exists is not used; null when there is none or it is used.</param>
/// <typeparam name="T">The result.</typeparam>
/// <remarks>The default value means: no entry.</remarks>
public readonly record struct StoreLookup<T>(bool Found, T? Value, string? Rejection);
