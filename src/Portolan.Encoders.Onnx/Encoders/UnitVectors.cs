using System.Numerics.Tensors;

namespace Portolan.Encoders.Onnx.Encoders;

/// <summary>Gives vectors the length 1.</summary>
internal static class UnitVectors
{
    /// <summary>Scales a vector in place.</summary>
    /// <exception cref="EncoderException">It is zero, or has a number that is not finite: the model is broken.</exception>
    public static void Normalize(Span<float> vector, string path)
    {
        // Scaled by the largest first: squares of float32 overflow beyond 1.8e19, and those of float16 models come near.
        float largest = TensorPrimitives.MaxMagnitude((ReadOnlySpan<float>)vector);
        largest = Math.Abs(largest);
        if (!float.IsFinite(largest) || largest == 0)
        {
            throw new EncoderException($"{path} gives a vector {(largest == 0 ? "of zeros" : "with a number that is not finite")}, which has no direction", path, hint: "try another export of the model: float32 where this one is float16 or quantised");
        }

        TensorPrimitives.Divide(vector, largest, vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm((ReadOnlySpan<float>)vector), vector);
    }
}
