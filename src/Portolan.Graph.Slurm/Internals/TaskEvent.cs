using System.Text.Json;

namespace Portolan.Graph.Slurm.Internals;

/// <summary>One line of a task's report. Which fields a type has is specified in docs/formats/slurm-run.md.</summary>
internal sealed record TaskEvent
{
    public const string Begin = "begin";
    public const string Started = "started";
    public const string Progress = "progress";
    public const string Completed = "completed";
    public const string Retried = "retried";
    public const string Failed = "failed";
    public const string Blocked = "blocked";
    public const string Waited = "waited";
    public const string Metered = "metered";
    public const string End = "end";

    public const string OutcomeDone = "done";
    public const string OutcomeFailed = "failed";
    public const string OutcomeStopped = "stopped";
    public const string OutcomeRefused = "refused";

    public required string Type { get; init; }

    /// <summary>One more than the node's place in its stage, so that a line without a node has 0.</summary>
    public int Node { get; init; }

    public string? Time { get; init; }

    public string? Host { get; init; }

    public string? Job { get; init; }

    public int Process { get; init; }

    public int Attempt { get; init; }

    public double Seconds { get; init; }

    public bool Stored { get; init; }

    public long Done { get; init; }

    public long Total { get; init; }

    public string? Unit { get; init; }

    public double Amount { get; init; }

    public string? Outcome { get; init; }

    public string? Message { get; init; }

    public string? Hint { get; init; }

    public byte[] ToLine() => [.. JsonSerializer.SerializeToUtf8Bytes(this, PlanFile.Json), (byte)'\n'];

    /// <summary>Null for a line that is no event: damage in a report must not end a run.</summary>
    public static TaskEvent? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<TaskEvent>(line, PlanFile.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
