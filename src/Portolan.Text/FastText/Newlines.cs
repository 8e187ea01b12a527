namespace Portolan.Text.FastText;

/// <summary>What a line feed inside the text means, since a fastText model reads one line.</summary>
public enum Newlines
{
    /// <summary>A line feed separates words like a space, as datatrove and RefinedWeb do.</summary>
    AsSpaces,

    /// <summary>A line feed is taken out, so that the words on both sides become one, as CCNet does.</summary>
    Deleted,
}
