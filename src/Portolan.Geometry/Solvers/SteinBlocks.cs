using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Solvers;

/// <summary>Second derivatives of (|v|² − b²/a) of one point, in closed form but for the change of the score's Jacobian.</summary>
internal static class SteinBlocks
{
    /// <summary>JᵀJ of each (d, d) Jacobian.</summary>
    public static void Squares(ReadOnlySpan<double> jacobians, int d, Span<double> squares)
    {
        int size = d * d;
        for (int block = 0; block < jacobians.Length; block += size)
        {
            Span<double> square = squares.Slice(block, size);
            square.Clear();
            for (int k = 0; k < d; k++)
            {
                ReadOnlySpan<double> row = jacobians.Slice(block + (k * d), d);
                for (int i = 0; i < d; i++)
                {
                    DoubleKernels.AddScaled(row[i], row, square.Slice(i * d, d));
                }
            }
        }
    }

    /// <summary>Writes the three (d, d) blocks, row-major, and returns c = b/a.</summary>
    /// <remarks>
    /// With r = ∂q/∂s = 2 (−c v + c² s): ∂²q/∂s∂s = (−(2/a) v vᵀ + (4c/a)(v sᵀ + s vᵀ) − (8c²/a) s sᵀ + 2c² I) and
    /// ∂²q/∂s∂v = (−(2/a) v sᵀ − 2c I + (4c/a) s sᵀ); then the chain rule through J. All but JᵀJ has rank two, so that is the only
    /// cubic work.
    /// </remarks>
    public static double Write(
        ReadOnlySpan<double> score, ReadOnlySpan<double> v, ReadOnlySpan<double> jacobian, ReadOnlySpan<double> jacobianSquare,
        double damping,
        Span<double> pointPoint, Span<double> vectorPoint, Span<double> vectorVector)
    {
        int d = score.Length;
        double b = DoubleKernels.Dot(score, v);
        double a = damping + DoubleKernels.Dot(score, score);
        double c = b / a;
        Span<double> buffer = d <= 128 ? stackalloc double[3 * d] : new double[3 * d];
        Span<double> pulledVector = buffer[..d];
        Span<double> pulledScore = buffer[d..(2 * d)];
        Span<double> byVector = buffer[(2 * d)..];
        pulledVector.Clear();
        pulledScore.Clear();
        for (int k = 0; k < d; k++)
        {
            ReadOnlySpan<double> row = jacobian.Slice(k * d, d);
            DoubleKernels.AddScaled(v[k], row, pulledVector);
            DoubleKernels.AddScaled(score[k], row, pulledScore);
        }

        double vs = 4 * c / a;
        double ss = -8 * c * c / a;
        DoubleKernels.Combine(-2 / a, pulledVector, vs, pulledScore, byVector);
        for (int i = 0; i < d; i++)
        {
            int row = i * d;
            Span<double> byPoint = pointPoint.Slice(row, d);
            DoubleKernels.Combine(2 * c * c, jacobianSquare.Slice(row, d), byVector[i], pulledVector, byPoint);
            DoubleKernels.AddScaled((vs * pulledVector[i]) + (ss * pulledScore[i]), pulledScore, byPoint);
            DoubleKernels.Combine(score[i], byVector, -2 * c, jacobian.Slice(row, d), vectorPoint.Slice(row, d));
            Span<double> lowered = vectorVector.Slice(row, d);
            score.CopyTo(lowered);
            DoubleKernels.Scale(-2 * score[i] / a, lowered);
            lowered[i] += 2;
        }

        return c;
    }
}
