using System.Collections.Immutable;
using Portolan.Encoders.Images;
using Portolan.Vfs.Rules;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Indexing;

/// <summary>What is indexed, and how.</summary>
public sealed record IndexOptions
{
    /// <summary>The spaces; each file goes into every one that takes its type.</summary>
    public required ImmutableArray<IndexTarget> Targets { get; init; }

    /// <summary>Reads pictures; null where none can be read.</summary>
    public IImageDecoder? ImageDecoder { get; init; }

    /// <summary>What of a tree is looked at.</summary>
    /// <value>Default: no hidden files, no links, all file systems.</value>
    public WalkOptions Walk { get; init; } = new();

    /// <summary>What else is left out; null for nothing.</summary>
    /// <value>Default: what ignore files say.</value>
    public IWalkRules? Rules { get; init; } = new TreeRules();

    /// <summary>Types that are indexed.</summary>
    /// <value>Default empty: every type that a target takes.</value>
    public ImmutableArray<FileType> Types { get; init; } = [];

    /// <summary>Files larger than this are skipped, in bytes.</summary>
    /// <value>Default 32 MiB; a file is read into memory as a whole.</value>
    public long MaxFileSize { get; init; } = 32 << 20;

    /// <summary>Threads that encode.</summary>
    /// <value>Default one a processor.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Most vectors of a file.</summary>
    /// <value>Default 6: what fits into ext4's 4,040 bytes with 512 dimensions, and leaves other tools some room.</value>
    public int MaxVectors { get; init; } = 6;

    /// <summary>Whether files with a fresh record are encoded again.</summary>
    public bool Force { get; init; }

    /// <summary>Whether nothing is written: what would be encoded is reported as indexed, without vectors.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether a sketch of 512 bits is written beside each record, for searches in two stages.</summary>
    public bool Sketch { get; init; }

    /// <summary>The program that reads PDF.</summary>
    /// <value>Default <c>pdftotext</c>, looked for in PATH.</value>
    public string PdfToText { get; init; } = "pdftotext";

    /// <summary>The clock for the summary.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
