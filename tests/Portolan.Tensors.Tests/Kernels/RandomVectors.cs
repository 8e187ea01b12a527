namespace Portolan.Tensors.Tests.Kernels;

internal static class RandomVectors
{
    /// <summary>Elements from -1 to 1, many of them small.</summary>
    public static float[] Create(int count, int dimensions, int seed)
    {
        var random = new Random(seed);
        float[] vectors = new float[count * dimensions];
        for (int i = 0; i < vectors.Length; i++)
        {
            double x = (random.NextDouble() * 2) - 1;
            vectors[i] = (float)(x * x * x);
        }

        return vectors;
    }
}
