using Portolan.Corpus.Stages;

namespace Portolan.Corpus.Reports;

/// <summary>What <c>manifest.json</c> says of a finished build: everything the report shows, and enough to repeat the build.</summary>
/// <remarks>Layout: <c>docs/formats/corpus-build.md</c>.</remarks>
public sealed record Manifest
{
    /// <summary>The version of this layout that this code writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Layout version.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Identifies recipe, inputs and code versions: equal keys mean equal outputs.</summary>
    public required string BuildKey { get; init; }

    /// <summary>Name of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>The recipe as run, YAML.</summary>
    public required string RecipeText { get; init; }

    /// <summary>The files read, in order.</summary>
    public required IReadOnlyList<InputSummary> Inputs { get; init; }

    /// <summary>Counts by stage, in the order they ran.</summary>
    public required IReadOnlyList<StageCounts> Stages { get; init; }

    /// <summary>The files written, in order of name.</summary>
    public required IReadOnlyList<OutputSummary> Outputs { get; init; }

    /// <summary>Documents kept: languages with most text first, and of each its buckets from <c>all</c> and <c>head</c> to <c>tail</c>.</summary>
    public required IReadOnlyList<LanguageSummary> Languages { get; init; }

    /// <summary>Lengths of documents in code points, as read and as written.</summary>
    public required LengthHistogram Lengths { get; init; }

    /// <summary>Perplexities by language, or null when no stage scored.</summary>
    public PerplexitySummary? Perplexity { get; init; }

    /// <summary>Examples of what each stage dropped.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>Lines removed most often, most frequent first.</summary>
    public required IReadOnlyList<RemovedLine> RemovedLines { get; init; }

    /// <summary>Records and files that could not be read.</summary>
    public required IReadOnlyList<Rejection> Rejected { get; init; }

    /// <summary>What differs from run to run: time, memory, workers.</summary>
    public required RunSummary Run { get; init; }
}
