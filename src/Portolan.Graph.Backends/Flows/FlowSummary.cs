namespace Portolan.Graph.Backends.Flows;

/// <summary>What a run of a flow came to.</summary>
public sealed record FlowSummary
{
    /// <summary>Lines of the input that were used.</summary>
    public long Lines { get; init; }

    /// <summary>Lines that were written.</summary>
    public long Written { get; init; }

    /// <summary>Lines that a filter dropped.</summary>
    public long Dropped { get; init; }

    /// <summary>Lines that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Calls of models that were made: prompts and texts, not requests.</summary>
    public long Calls { get; init; }

    /// <summary>Calls that were not made because the reply was in the cache.</summary>
    public long Cached { get; init; }

    /// <summary>Batches that calls went out in.</summary>
    public long Batches { get; init; }

    /// <summary>Tokens of prompts that were paid.</summary>
    public long TokensIn { get; init; }

    /// <summary>Tokens of replies that were paid.</summary>
    public long TokensOut { get; init; }

    /// <summary>US dollars; 0 for models whose price is not known.</summary>
    public double Cost { get; init; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The mean of each score step over the lines that were written, by the step's name in flow order; NaN where there were none.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Scores { get; init; } = [];

    /// <summary>What <see cref="Scores"/> are the means of, in the same order.</summary>
    internal IReadOnlyList<FlowScoreTotal> ScoreTotals { get; init; } = [];

    /// <summary>Why the run was ended in order before it was done, such as a cost ceiling; null when it was done.</summary>
    public string? StopReason { get; init; }
}
