namespace Portolan.Corpus.Internals;

/// <summary>Names of quality buckets in file names and counts.</summary>
internal static class Buckets
{
    /// <summary>Documents that no language model scored.</summary>
    public const string All = "all";
}
