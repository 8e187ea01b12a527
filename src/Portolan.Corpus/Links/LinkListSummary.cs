using Portolan.Corpus.Reports;

namespace Portolan.Corpus.Links;

/// <summary>What went into a list of links. The links that were found are those written plus those left out.</summary>
/// <param name="Records">Records of the input files.</param>
/// <param name="Pages">Captures looked at: answers that WAT records describe, or captures in WARC files.</param>
/// <param name="PagesWithoutLinks">How many of them were no page, for WARC, or list no link.</param>
/// <param name="Links">Links written.</param>
/// <param name="LeftOut">Links that were not written, by reason: <c>same-page</c>, <c>other-scheme</c>, <c>invalid</c>, <c>not-an-anchor</c>.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Rejected">What could not be read.</param>
public sealed record LinkListSummary(
    long Records, long Pages, long PagesWithoutLinks, long Links, IReadOnlyDictionary<string, long> LeftOut, long Bytes, IReadOnlyList<Rejection> Rejected);
