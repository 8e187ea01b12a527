using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;

namespace Portolan.Corpus.Links;

/// <summary>Which pages' links are listed, and where.</summary>
public sealed record LinkListOptions
{
    /// <summary>WAT or WARC files.</summary>
    public required IReadOnlyList<InputFile> Inputs { get; init; }

    /// <summary>The file to write; its ending says how: <c>.tsv</c> or <c>.jsonl</c>, with <c>.gz</c> behind it compressed.</summary>
    public required string Output { get; init; }

    /// <summary>What the inputs are.</summary>
    /// <value><see cref="DocumentKind.Wat"/> by default; <see cref="DocumentKind.Warc"/> parses the pages themselves.</value>
    public DocumentKind Kind { get; init; } = DocumentKind.Wat;

    /// <summary>Whether images, scripts, style sheets, frames and forms count as links too.</summary>
    /// <value>False by default: what a reader can follow.</value>
    public bool AllKinds { get; init; }

    /// <summary>Largest record that is read, in bytes.</summary>
    /// <value>64 MiB by default; at most that.</value>
    public int MaxRecordBytes { get; init; } = 1 << 26;

    /// <summary>Files worked on at once; the list is the same for any number.</summary>
    /// <value>One a processor by default.</value>
    public int Workers { get; init; } = Environment.ProcessorCount;
}
