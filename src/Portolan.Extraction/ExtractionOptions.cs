namespace Portolan.Extraction;

/// <summary>How pages are read.</summary>
public sealed record ExtractionOptions
{
    /// <summary>Which extractor decides what is content: <c>precise</c> (default), <c>justext</c> or <c>everything</c>.</summary>
    public string Extractor { get; init; } = "precise";

    /// <summary>How the text is written.</summary>
    public TextFormat Format { get; init; }

    /// <summary>Whether readers' comments are returned, separately from the text.</summary>
    public bool Comments { get; init; }

    /// <summary>Largest page in bytes, after its content codings are undone; a larger one is rejected. Default 32 MiB.</summary>
    public int MaxBytes { get; init; } = 32 << 20;

    /// <summary>Character set to use whatever the page says (a name of the WHATWG list), or null to find out.</summary>
    public string? Charset { get; init; }
}
