namespace Portolan.Corpus.Stages;

/// <summary>Reasons that no filter owns.</summary>
internal static class DropReasons
{
    /// <summary>Every line of the document stands in other documents too.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>A document before it has the same address.</summary>
    public const string SameUrl = "url-duplicate";
}
