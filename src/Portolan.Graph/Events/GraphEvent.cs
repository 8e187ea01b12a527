namespace Portolan.Graph;

/// <summary>Something that happened in a run. The family is closed: all members are in this assembly.</summary>
/// <remarks>
/// A node is started after its inputs are completed, and events say so in this order; nodes that do not depend on each other may
/// be reported in any order.
/// </remarks>
public abstract record GraphEvent
{
    private protected GraphEvent()
    {
    }
}
