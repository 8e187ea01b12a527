namespace Portolan.Geometry;

/// <summary>How Langevin chains run.</summary>
public sealed record LangevinOptions
{
    /// <summary>The time h of one step: noise of variance h in each direction, before a metric stretches it.</summary>
    /// <value>0.1; positive.</value>
    public double StepSize { get; init; } = 0.1;

    /// <summary>Steps of each chain whose points are kept, after thinning.</summary>
    /// <value>1,000; 1 or more.</value>
    public int Samples { get; init; } = 1000;

    /// <summary>Steps of each chain before the first point is kept.</summary>
    /// <value>100; 0 or more.</value>
    public int BurnIn { get; init; } = 100;

    /// <summary>Steps for each point that is kept.</summary>
    /// <value>1; 1 or more.</value>
    public int Thinning { get; init; } = 1;

    /// <summary>Whether each step is accepted or refused by Metropolis and Hastings, which makes the samples exact for any step size and
    /// needs a field whose log density is known.</summary>
    /// <value>false: the chain has an error of the order of the step size.</value>
    public bool IsAdjusted { get; init; }

    /// <summary>Decides the noise. Each chain has a generator of its own.</summary>
    /// <value>0.</value>
    public ulong Seed { get; init; }
}
