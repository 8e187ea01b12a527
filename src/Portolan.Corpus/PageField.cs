namespace Portolan.Corpus;

/// <summary>What a page says of itself beside its text; <see cref="Document.Metadata"/> has the values.</summary>
public enum PageField
{
    /// <summary>Who wrote it, names separated by <c>, </c>.</summary>
    Author,

    /// <summary>When it was published, ISO 8601, as precise as the page says.</summary>
    Date,

    /// <summary>One or two sentences that stand for the page.</summary>
    Description,

    /// <summary>Name of the site.</summary>
    SiteName,

    /// <summary>The address that the page wants to be known by, absolute.</summary>
    CanonicalUrl,

    /// <summary>The language that the page or its server declares, as a BCP 47 tag; no stage has looked at the text for it.</summary>
    LanguageHint,

    /// <summary>What readers wrote below the page, lines separated by <c>\n</c>, where the recipe keeps comments apart.</summary>
    Comments,

    /// <summary>The content type of the answer, as a WAT record has it.</summary>
    ContentType,
}
