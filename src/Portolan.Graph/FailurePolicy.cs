namespace Portolan.Graph;

/// <summary>What a run does when a node has failed for good.</summary>
public enum FailurePolicy
{
    /// <summary>Cancel the nodes that run, wait for them, start no more.</summary>
    Stop,

    /// <summary>Finish everything that does not depend on the failed node; skip what does.</summary>
    FinishRest,
}
