namespace Portolan.Samples.MakeCrawl;

/// <summary>One visit of the crawler to one address.</summary>
/// <param name="Site">The site whose look the page has; a mirror has the look of the site that it mirrors.</param>
/// <param name="Page">What is served.</param>
/// <param name="Host">The host that was asked.</param>
/// <param name="Number">0 for the first visit of the address, 1 for the second.</param>
/// <param name="Segment">The segment that holds the visit.</param>
/// <param name="Time">When the visit happened, UTC.</param>
internal sealed record Capture(Site Site, Page Page, string Host, int Number, int Segment, DateTimeOffset Time)
{
    public string Url => $"https://{Host}{Page.Path}";

    /// <summary>The name that record identifiers are derived from.</summary>
    public string Identity => $"{Url}#{Number}";
}
