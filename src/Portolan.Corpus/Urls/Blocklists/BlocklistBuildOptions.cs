namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>What <see cref="BlocklistBuilder"/> compiles.</summary>
public sealed record BlocklistBuildOptions
{
    /// <summary>
    /// The lists: files, plain or compressed; directories of categories as UT1 has them, or one such category. <c>name=path</c> gives a
    /// file's rules another category than the file's name.
    /// </summary>
    public required IReadOnlyList<string> Lists { get; init; }

    /// <summary>Lists of exceptions, which win over every other rule, written as <see cref="Lists"/>.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Categories to take from <see cref="Lists"/>.</summary>
    /// <value>Empty by default: all.</value>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The file to write.</summary>
    public required string Output { get; init; }

    /// <summary>Whether a rule that names a registry's suffix is taken, such as <c>co.uk</c>; it would block every site below.</summary>
    /// <value>False by default: such rules are reported. True needs no public suffix list.</value>
    public bool KeepSuffixes { get; init; }

    /// <summary>The public suffix list.</summary>
    /// <value>Null by default: see <see cref="PublicSuffixList.Load"/>.</value>
    public string? PublicSuffixes { get; init; }

    /// <summary>Bytes for sorting; the result is the same for any amount.</summary>
    /// <value>128 MB by default; at least 1 MB is taken.</value>
    public long MemoryBytes { get; init; } = 128_000_000;
}
