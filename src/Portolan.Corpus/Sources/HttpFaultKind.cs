namespace Portolan.Corpus.Sources;

internal enum HttpFaultKind
{
    /// <summary>Asking again cannot help.</summary>
    Final,

    /// <summary>Worth another attempt after a wait.</summary>
    Transient,

    /// <summary>The remote file is another one now: what was fetched so far is worthless.</summary>
    Changed,
}
