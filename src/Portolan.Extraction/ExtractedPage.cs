using Portolan.Extraction.Pages;

namespace Portolan.Extraction;

/// <summary>What was read from the bytes of one page.</summary>
public sealed record ExtractedPage
{
    /// <summary>Why there is no text, as a short constant such as <c>not-html</c>, <c>too-large</c>, <c>empty</c>; null when there is text.</summary>
    public string? Rejection { get; init; }

    /// <summary>Main text in the format asked for, lines separated by <c>\n</c>; empty when rejected.</summary>
    public string Text { get; init; } = "";

    /// <summary>Readers' comments, when they were asked for and there are any.</summary>
    public string? Comments { get; init; }

    /// <summary>What the page says of itself.</summary>
    public PageMetadata Metadata { get; init; } = new();

    /// <summary>Name of the character set that was used, as the WHATWG list has it, such as <c>windows-1252</c>; empty when none was.</summary>
    public string Charset { get; init; } = "";
}
