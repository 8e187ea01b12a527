namespace Portolan.Graph;

/// <summary>Why a batch was sent when it was.</summary>
public enum BatchTrigger
{
    /// <summary>It reached its limit of items or cost.</summary>
    Full,

    /// <summary>All calls that the optimiser had planned for it were ready.</summary>
    Complete,

    /// <summary>Nothing else could make progress, so nobody could have joined it.</summary>
    Idle,

    /// <summary>A call in it had waited for <see cref="BatchLimits.Linger"/>.</summary>
    Linger,

    /// <summary>It is a part of a batch that failed as a whole.</summary>
    Divided,
}
