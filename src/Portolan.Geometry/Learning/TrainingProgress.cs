namespace Portolan.Geometry;

/// <summary>Where a training stands.</summary>
/// <param name="Step">Steps done, 1 to <paramref name="Steps"/>.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">The mean squared error of the last step in the network's own units. It holds the variance of the noise, so it does
/// not go to zero; what counts is that it falls.</param>
/// <param name="LearningRate">The rate of the last step.</param>
public readonly record struct TrainingProgress(int Step, int Steps, double Loss, double LearningRate);
