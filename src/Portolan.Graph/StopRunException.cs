namespace Portolan.Graph;

/// <summary>Thrown by an operation to end the run in order: what runs is finished and kept, nothing more is started.</summary>
/// <remarks>The node that threw it has no result and counts as not run, so the next run does it. An exhausted budget is a reason.</remarks>
public sealed class StopRunException : Exception
{
    /// <summary>Ends the run.</summary>
    /// <param name="reason">Why, for people.</param>
    public StopRunException(string reason)
        : base(reason)
    {
    }
}
