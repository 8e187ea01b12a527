namespace Portolan.Geometry;

/// <summary>How a score is learned from samples.</summary>
public sealed record DenoisingOptions
{
    /// <summary>Standard deviations σ of the noise, in the units of the samples.</summary>
    /// <value>0.1. One level makes a field of its own; several make one field that is told the level.</value>
    /// <remarks>The field learned is the score of the samples' density blurred by the noise: a smaller σ is nearer to the samples'
    /// own score, and noisier.</remarks>
    public IReadOnlyList<double> NoiseLevels { get; init; } = [0.1];

    /// <summary>Widths of the hidden layers.</summary>
    /// <value>64 and 64; 1 to 8 layers of 1 to 8,192.</value>
    public IReadOnlyList<int> HiddenWidths { get; init; } = [64, 64];

    /// <summary>Steps of Adam.</summary>
    /// <value>4,000; 1 or more.</value>
    public int Steps { get; init; } = 4000;

    /// <summary>Noisy points a step: half as many samples, each with a noise and its opposite.</summary>
    /// <value>512; even, 2 or more.</value>
    public int BatchSize { get; init; } = 512;

    /// <summary>The learning rate of the first step; it falls to zero as half a cosine.</summary>
    /// <value>0.003.</value>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Decides the first weights, the samples of each step and their noise.</summary>
    /// <value>0. Equal seeds give equal fields on one machine, for any number of threads.</value>
    public ulong Seed { get; init; }

    /// <summary>Threads that share each step.</summary>
    /// <value>All processors. The result does not depend on it.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
