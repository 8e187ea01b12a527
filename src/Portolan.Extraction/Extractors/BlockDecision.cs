namespace Portolan.Extraction.Extractors;

/// <summary>What becomes of a block.</summary>
public enum BlockDecision : byte
{
    /// <summary>Not part of what the page is about.</summary>
    Drop,

    /// <summary>Main content.</summary>
    Keep,

    /// <summary>A reader's comment on the main content.</summary>
    Comment,
}
