namespace Portolan.Corpus.Filters;

/// <summary>Decides for one document at a time whether it stays in the corpus.</summary>
/// <remarks>
/// Each worker has its own instance, so a filter may keep buffers between calls; it must not keep anything that changes the
/// verdict on a later document, since results may not depend on which worker sees which document.
/// </remarks>
public interface IDocumentFilter
{
    /// <summary>Keeps or drops the document; may annotate it (language, scores) or change its text.</summary>
    /// <param name="document">The document; valid during the call only.</param>
    FilterVerdict Apply(Document document);
}
