namespace Portolan.Graph.Backends.Internals;

/// <summary>The template backend's tokens: runs of characters that are no white space.</summary>
internal sealed class WordTokenCounter : ITokenCounter
{
    public static WordTokenCounter Instance { get; } = new();

    public long Count(string text)
    {
        long count = 0;
        bool inside = false;
        foreach (char character in text)
        {
            bool space = char.IsWhiteSpace(character);
            count += !space && !inside ? 1 : 0;
            inside = !space;
        }

        return count;
    }
}
