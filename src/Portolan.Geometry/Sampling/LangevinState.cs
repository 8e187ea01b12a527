namespace Portolan.Geometry.Sampling;

/// <summary>Where all chains are, with what the dynamics need there.</summary>
internal sealed class LangevinState(int chains, int dimension)
{
    public double[] Points { get; } = new double[chains * dimension];

    public double[] Scores { get; } = new double[chains * dimension];

    /// <summary>D s + ∇·D, twice the velocity of the mean.</summary>
    public double[] Drifts { get; } = new double[chains * dimension];

    public double[] LogDensities { get; } = new double[chains];

    /// <summary>Copies one chain from another state.</summary>
    public void Take(LangevinState other, int chain)
    {
        int at = chain * dimension;
        Array.Copy(other.Points, at, Points, at, dimension);
        Array.Copy(other.Scores, at, Scores, at, dimension);
        Array.Copy(other.Drifts, at, Drifts, at, dimension);
        LogDensities[chain] = other.LogDensities[chain];
    }
}
