using System.Security.Cryptography;
using System.Text;
using Portolan.Encoders;
using Portolan.Tensors;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Tests.Records;

/// <summary>Spaces and vectors made from a seed.</summary>
internal static class TestVectors
{
    public static EmbeddingSpace Space(string name = "test", int dimensions = 16) =>
        new(name, SHA256.HashData(Encoding.UTF8.GetBytes(name)), dimensions);

    public static float[] Unit(Random random, int dimensions, int count = 1)
    {
        float[] rows = new float[count * dimensions];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (float)((random.NextDouble() + random.NextDouble() + random.NextDouble()) - 1.5);
        }

        for (int row = 0; row < count; row++)
        {
            VectorMath.Normalize(rows.AsSpan(row * dimensions, dimensions));
        }

        return rows;
    }

    public static FileVectors Of(EmbeddingSpace space, int count = 1, int seed = 1, FileFingerprint? fingerprint = null)
    {
        var random = new Random(seed);
        var windows = new VectorWindow[count];
        for (int i = 0; i < count; i++)
        {
            windows[i] = new VectorWindow((uint)(i * 100), 90);
        }

        return new FileVectors(space, fingerprint ?? new FileFingerprint(1234, 1_700_000_000_123_456_789, (UInt128)seed << 70), Unit(random, space.Dimensions, count), windows);
    }
}
