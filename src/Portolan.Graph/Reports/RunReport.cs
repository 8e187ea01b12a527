using System.Text.Encodings.Web;
using System.Text.Json;
using Portolan.Storage;

namespace Portolan.Graph.Reports;

/// <summary>What a run did, in numbers: everything that <see cref="HtmlRunReport"/> shows.</summary>
/// <remarks>As JSON it has the layout of <c>docs/formats/run-report.md</c>. Times are seconds; those of the timeline count from the start of the run.</remarks>
public sealed record RunReport
{
    /// <summary>The version of this layout.</summary>
    public const int CurrentFormatVersion = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary><c>portolan-run-report</c>.</summary>
    public string Format { get; } = "portolan-run-report";

    /// <summary>Layout version.</summary>
    public int FormatVersion { get; } = CurrentFormatVersion;

    /// <summary>What the report is called.</summary>
    public required string Title { get; init; }

    /// <summary>When the run started, ISO 8601, UTC.</summary>
    public required string StartedUtc { get; init; }

    /// <summary>How long the run took; so far when it is <c>unfinished</c>.</summary>
    public required double Seconds { get; init; }

    /// <summary><c>succeeded</c>, <c>failed</c>, <c>cancelled</c> or <c>stopped</c>; <c>unfinished</c> when no <see cref="RunCompleted"/> was read.</summary>
    public required string Outcome { get; init; }

    /// <summary>How many nodes had which fate.</summary>
    public required RunNodeCounts Nodes { get; init; }

    /// <summary>Sums of what was metered, by name.</summary>
    public required IReadOnlyDictionary<string, double> Meters { get; init; }

    /// <summary>By operation and resource, most seconds first.</summary>
    public required IReadOnlyList<OperationReport> Operations { get; init; }

    /// <summary>By resource, in the order of their first nodes.</summary>
    public required IReadOnlyList<ResourceReport> Resources { get; init; }

    /// <summary>Waits by operation and reason, longest first.</summary>
    public required IReadOnlyList<WaitReport> Waits { get; init; }

    /// <summary>Tries that failed and were repeated, by operation and reason, most first.</summary>
    public required IReadOnlyList<ReasonCount> Retries { get; init; }

    /// <summary>Nodes that failed for good, by operation and reason, most first.</summary>
    public required IReadOnlyList<ReasonCount> FailureReasons { get; init; }

    /// <summary>The first nodes that failed for good.</summary>
    public required IReadOnlyList<FailureReport> Failures { get; init; }

    /// <summary>Stored results that could not be used, by operation and reason, most first.</summary>
    public required IReadOnlyList<ReasonCount> RejectedResults { get; init; }

    /// <summary>Width of the bins in <see cref="ResourceReport.Busy"/> and its kin.</summary>
    public required double BinSeconds { get; init; }

    /// <summary>Nodes, batches and waits one by one, by start: all of them, or the longest.</summary>
    public required IReadOnlyList<TimelineItem> Timeline { get; init; }

    /// <summary>Nodes, batches and waits that are not in <see cref="Timeline"/>.</summary>
    public required long TimelineLeftOut { get; init; }

    /// <summary>The report as indented JSON with a line feed at the end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>Writes the JSON, complete or not at all.</summary>
    /// <param name="path">The file.</param>
    public void WriteJson(string path) => AtomicFile.WriteAllText(path, ToJson());
}
