namespace Portolan.Corpus.Filters.Language;

/// <summary>What a model that reads one line at a time sees in place of a document's line breaks.</summary>
public enum LineBreakTreatment
{
    /// <summary>Nothing: the last word of a line and the first of the next become one (CCNet).</summary>
    Delete,

    /// <summary>A space (datatrove, RefinedWeb).</summary>
    Space,
}
