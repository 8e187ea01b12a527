namespace Portolan.Geometry;

/// <summary>How far the metrics of an ensemble disagree about the length of one curve.</summary>
/// <param name="Mean">The mean of the members' lengths.</param>
/// <param name="StandardDeviation">Their standard deviation, with n − 1; 0 for one member.</param>
/// <param name="Shortest">The least of them.</param>
/// <param name="Longest">The greatest of them.</param>
public readonly record struct LengthUncertainty(double Mean, double StandardDeviation, double Shortest, double Longest)
{
    /// <summary>Measures a curve with each metric.</summary>
    /// <param name="members">1 or more metrics, of the curve's dimension: such as one for each field of an ensemble.</param>
    /// <param name="curve">The curve, such as the geodesic of the averaged metric.</param>
    /// <exception cref="ArgumentException">There are no members, or a dimension differs.</exception>
    public static LengthUncertainty Of(IReadOnlyList<Metric> members, Curve curve)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0)
        {
            throw new ArgumentException("There are no metrics, expected 1 or more.", nameof(members));
        }

        double[] lengths = new double[members.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = CurveMeasure.Of(members[i], curve).Length;
        }

        double mean = lengths.Average();
        double squares = lengths.Sum(length => (length - mean) * (length - mean));
        return new LengthUncertainty(
            mean, lengths.Length == 1 ? 0 : Math.Sqrt(squares / (lengths.Length - 1)), lengths.Min(), lengths.Max());
    }
}
