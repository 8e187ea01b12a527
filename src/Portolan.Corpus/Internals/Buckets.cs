namespace Portolan.Corpus.Internals;

/// <summary>Names of quality buckets in file names and counts.</summary>
internal static class Buckets
{
    /// <summary>Documents without a cut-off: no language model scored them, or nobody says what is good in their language.</summary>
    public const string All = "all";

    /// <summary>What the language model predicts best.</summary>
    public const string Head = "head";

    public const string Middle = "middle";

    public const string Tail = "tail";

    /// <summary>The constant for a bucket's name, or null for any other word: it becomes part of file names.</summary>
    public static string? Known(ReadOnlySpan<char> name) => name switch
    {
        All => All,
        Head => Head,
        Middle => Middle,
        Tail => Tail,
        _ => null,
    };
}
