using System.Globalization;

namespace Portolan.Geometry.Internals;

/// <summary>What all mixtures share: weights as logarithms, and responsibilities by log-sum-exp.</summary>
internal static class MixtureWeights
{
    /// <summary>Logarithms of the weights divided by their sum.</summary>
    public static double[] Logarithms(ReadOnlySpan<double> weights, int components)
    {
        if (components == 0 || weights.Length != components)
        {
            throw new ArgumentException($"{weights.Length} weights for {components} components, expected as many, and 1 or more.");
        }

        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] > 0) || !double.IsFinite(weights[i]))
            {
                throw new GeometryException(string.Create(CultureInfo.InvariantCulture, $"weight {i} is {weights[i]:R}, expected a positive finite number"));
            }

            sum += weights[i];
        }

        double[] logarithms = new double[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            logarithms[i] = Math.Log(weights[i] / sum);
        }

        return logarithms;
    }

    public static void CheckDimensions(IReadOnlyList<ScoreField> fields)
    {
        for (int i = 1; i < fields.Count; i++)
        {
            if (fields[i].Dimension != fields[0].Dimension)
            {
                throw new ArgumentException($"Field {i} has dimension {fields[i].Dimension}, field 0 has {fields[0].Dimension}; expected one dimension.");
            }
        }
    }

    /// <summary>Logarithms become parts of 1; returns the logarithm of their sum of exponentials. NaN everywhere where all are −∞.</summary>
    public static double Normalise(Span<double> logarithms)
    {
        double largest = double.NegativeInfinity;
        foreach (double logarithm in logarithms)
        {
            largest = Math.Max(largest, logarithm);
        }

        double sum = 0;
        for (int i = 0; i < logarithms.Length; i++)
        {
            // −∞ − −∞ is NaN: a place of zero density has no score.
            double part = Math.Exp(logarithms[i] - largest);
            logarithms[i] = part;
            sum += part;
        }

        for (int i = 0; i < logarithms.Length; i++)
        {
            logarithms[i] /= sum;
        }

        return largest == double.NegativeInfinity ? largest : largest + Math.Log(sum);
    }
}
