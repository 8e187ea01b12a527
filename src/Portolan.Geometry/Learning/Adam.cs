using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Geometry.Learning;

/// <summary>Adam (Kingma and Ba 2015) with its published constants.</summary>
internal sealed class Adam(int count)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] first = new float[count];
    private readonly float[] second = new float[count];
    private int steps;

    /// <summary>One step against the gradients; lengths are multiples of sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double rate)
    {
        steps++;
        // Both bias corrections, folded into the rate and the epsilon.
        double correction = Math.Sqrt(1 - Math.Pow(Beta2, steps));
        Vector512<float> scaledRate = Vector512.Create((float)(rate * correction / (1 - Math.Pow(Beta1, steps))));
        Vector512<float> epsilon = Vector512.Create((float)(Epsilon * correction));
        ref float p = ref MemoryMarshal.GetReference(parameters);
        ref float g = ref MemoryMarshal.GetReference(gradients[..parameters.Length]);
        ref float m = ref MemoryMarshal.GetArrayDataReference(first);
        ref float v = ref MemoryMarshal.GetArrayDataReference(second);
        for (nuint i = 0; i < (nuint)parameters.Length; i += 16)
        {
            Vector512<float> gradient = Vector512.LoadUnsafe(ref g, i);
            Vector512<float> mean = Vector512.LoadUnsafe(ref m, i);
            Vector512<float> square = Vector512.LoadUnsafe(ref v, i);
            mean += (gradient - mean) * (1 - Beta1);
            square += ((gradient * gradient) - square) * (1 - Beta2);
            mean.StoreUnsafe(ref m, i);
            square.StoreUnsafe(ref v, i);
            (Vector512.LoadUnsafe(ref p, i) - (scaledRate * mean / (Vector512.Sqrt(square) + epsilon))).StoreUnsafe(ref p, i);
        }
    }
}
