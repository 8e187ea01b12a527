namespace Portolan.Samples.MakeCrawl;

/// <summary>One page as its text file describes it.</summary>
internal sealed record Page
{
    /// <summary>The language of a page that is not in one: figures, codes, or many languages at once (BCP 47, undetermined).</summary>
    public const string NoLanguage = "und";

    public required string Path { get; init; }

    public required string Title { get; init; }

    public required string Language { get; init; }

    /// <summary>page, near_copy, mirror, link_farm, thin, noise, error or redirect.</summary>
    public required string Kind { get; init; }

    /// <summary>editorial, practical, chatter or spam.</summary>
    public required string Quality { get; init; }

    public string Author { get; init; } = "";

    public string Date { get; init; } = "";

    public string Problem { get; init; } = "";

    public string CopyOf { get; init; } = "";

    public string Location { get; init; } = "";

    public int Status { get; init; } = 200;

    /// <summary>How many times the address was crawled.</summary>
    public int Captures { get; init; } = 1;

    /// <summary>The charset that HTTP header and meta element claim.</summary>
    public required string DeclaredCharset { get; init; }

    /// <summary>The charset that the bytes are really in.</summary>
    public required string TrueCharset { get; init; }

    public IReadOnlyList<string> Paragraphs { get; init; } = [];
}
