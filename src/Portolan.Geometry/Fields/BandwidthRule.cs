namespace Portolan.Geometry;

/// <summary>How wide the kernels of a density estimate are, when no width is given: a factor times each coordinate's standard deviation.</summary>
public enum BandwidthRule
{
    /// <summary>n^(−1/(d+4)) (Scott 1992, Multivariate Density Estimation).</summary>
    Scott,

    /// <summary>(4 / (d+2))^(1/(d+4)) · n^(−1/(d+4)), the least mean squared error for a normal density (Silverman 1986, § 4.3.2).</summary>
    Silverman,
}
