namespace Portolan.Graph.Reports;

/// <summary>What a <see cref="RunRecorder"/> keeps.</summary>
public sealed record RunRecorderOptions
{
    /// <summary>What the report is called.</summary>
    /// <value>Default <c>graph run</c>.</value>
    public string Title { get; init; } = "graph run";

    /// <summary>The clock that says when an event was read.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Nodes, batches and waits that the timeline keeps one by one: the longest.</summary>
    /// <value>Default 1,000; at least 0. The curves of the timeline count all of them.</value>
    public int MaxTimelineItems { get; init; } = 1000;

    /// <summary>Failures that are listed one by one: the first.</summary>
    /// <value>Default 200; at least 0. Reasons count all of them.</value>
    public int MaxFailures { get; init; } = 200;
}
