namespace Portolan.Graph.Backends.Flows;

/// <summary>How a call of a model ended.</summary>
public enum FlowCallStatus
{
    /// <summary>It was made and has its reply.</summary>
    Done,

    /// <summary>It was not made: its reply was in the cache.</summary>
    Cached,

    /// <summary>It was made and failed.</summary>
    Failed,
}
