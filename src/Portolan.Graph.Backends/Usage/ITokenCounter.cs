namespace Portolan.Graph.Backends;

/// <summary>Counts the tokens of a text before a provider does, for limits and estimates.</summary>
/// <remarks>Must be thread-safe. What replies report takes its place afterwards.</remarks>
public interface ITokenCounter
{
    /// <summary>How many tokens a text has.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>0 or more.</returns>
    long Count(string text);
}
