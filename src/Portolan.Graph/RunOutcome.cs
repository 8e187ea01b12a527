namespace Portolan.Graph;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Every requested output has its result.</summary>
    Succeeded,

    /// <summary>At least one node failed for good.</summary>
    Failed,

    /// <summary>The caller cancelled before everything was done.</summary>
    Cancelled,

    /// <summary>An operation ended the run in order, see <see cref="StopRunException"/>; other nodes may have failed besides.</summary>
    Stopped,
}
