using System.Numerics.Tensors;

namespace Portolan.Geometry.Solvers;

/// <summary>Second derivatives of κ (|v|² − b²/a) of one point, in closed form but for the change of the score's Jacobian.</summary>
internal static class SteinBlocks
{
    /// <summary>Writes the three (d, d) blocks, row-major, and returns c = b/a.</summary>
    /// <remarks>
    /// With r = ∂q/∂s = 2κ(−c v + c² s): ∂²q/∂s∂s = κ(−(2/a) v vᵀ + (4c/a)(v sᵀ + s vᵀ) − (8c²/a) s sᵀ + 2c² I) and
    /// ∂²q/∂s∂v = κ(−(2/a) v sᵀ − 2c I + (4c/a) s sᵀ); then the chain rule through J. All but JᵀJ has rank two, so that is the only
    /// cubic work.
    /// </remarks>
    public static double Write(
        ReadOnlySpan<double> score, ReadOnlySpan<double> v, ReadOnlySpan<double> jacobian, double damping, double scale,
        Span<double> pointPoint, Span<double> pointVector, Span<double> vectorVector)
    {
        int d = score.Length;
        double b = TensorPrimitives.Dot(score, v);
        double a = damping + TensorPrimitives.SumOfSquares(score);
        double c = b / a;
        Span<double> pulledVector = d <= 128 ? stackalloc double[d] : new double[d];
        Span<double> pulledScore = d <= 128 ? stackalloc double[d] : new double[d];
        pulledVector.Clear();
        pulledScore.Clear();
        pointPoint.Clear();
        double square = 2 * scale * c * c;
        for (int k = 0; k < d; k++)
        {
            ReadOnlySpan<double> row = jacobian.Slice(k * d, d);
            AddMultiple(row, v[k], pulledVector);
            AddMultiple(row, score[k], pulledScore);
            for (int i = 0; i < d; i++)
            {
                AddMultiple(row, square * row[i], pointPoint.Slice(i * d, d));
            }
        }

        double vv = -2 * scale / a;
        double vs = 4 * scale * c / a;
        double ss = -8 * scale * c * c / a;
        for (int i = 0; i < d; i++)
        {
            int row = i * d;
            double byVector = (vv * pulledVector[i]) + (vs * pulledScore[i]);
            double byScore = (vs * pulledVector[i]) + (ss * pulledScore[i]);
            double mixed = (vv * pulledVector[i]) + (vs * pulledScore[i]);
            double outer = -2 * scale * score[i] / a;
            for (int j = 0; j < d; j++)
            {
                pointPoint[row + j] += (byVector * pulledVector[j]) + (byScore * pulledScore[j]);
                pointVector[row + j] = (mixed * score[j]) - (2 * scale * c * jacobian[(j * d) + i]);
                vectorVector[row + j] = outer * score[j];
            }

            vectorVector[row + i] += 2 * scale;
        }

        return c;
    }

    private static void AddMultiple(ReadOnlySpan<double> row, double factor, Span<double> target)
    {
        if (row.Length >= 8)
        {
            TensorPrimitives.MultiplyAdd(row, factor, target, target);
            return;
        }

        for (int j = 0; j < row.Length; j++)
        {
            target[j] += factor * row[j];
        }
    }
}
