namespace Portolan.Extraction.Extractors.JusText;

/// <summary>The algorithm's parameters, at their published defaults.</summary>
internal sealed record JusTextSettings
{
    /// <summary>Characters under which a paragraph is too short to judge by itself.</summary>
    public int LengthLow { get; init; } = 70;

    /// <summary>Characters above which a paragraph with enough stop words is good by itself.</summary>
    public int LengthHigh { get; init; } = 200;

    /// <summary>Share of stop words from which a paragraph is near-good.</summary>
    public double StopWordsLow { get; init; } = 0.30;

    /// <summary>Share of stop words from which a long paragraph is good.</summary>
    public double StopWordsHigh { get; init; } = 0.32;

    /// <summary>Share of characters in links above which a paragraph is bad.</summary>
    public double MaxLinkDensity { get; init; } = 0.2;

    /// <summary>Characters that may lie between a heading and the good paragraph that it is kept for.</summary>
    public int MaxHeadingDistance { get; init; } = 200;

    /// <summary>Whether headings are paragraphs like others.</summary>
    public bool NoHeadings { get; init; }
}
