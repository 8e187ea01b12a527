using Portolan.Corpus.Reports;

namespace Portolan.Corpus.Links;

/// <summary>The pages of one input file with their links.</summary>
internal interface ILinkSource : IDisposable
{
    /// <summary>What could not be read.</summary>
    IReadOnlyList<Rejection> Rejected { get; }

    /// <summary>Writes the links of the next page.</summary>
    /// <returns>False at the end.</returns>
    bool MoveNext(LinkWriter writer);

    /// <summary>Facts on the file, after the last page.</summary>
    InputSummary Summarise();
}
