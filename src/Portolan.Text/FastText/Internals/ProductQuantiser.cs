using System.Globalization;

namespace Portolan.Text.FastText.Internals;

/// <summary>Centroids of a product quantiser: a row of <see cref="Dimension"/> values is one byte for each sub-vector.</summary>
internal sealed class ProductQuantiser
{
    /// <summary>Codes are bytes, so each sub-vector has this many centroids.</summary>
    private const int CentroidCount = 256;

    private readonly float[] centroids;
    private readonly int width;

    private ProductQuantiser(int dimension, int width, int parts, float[] centroids)
    {
        Dimension = dimension;
        this.width = width;
        Parts = parts;
        this.centroids = centroids;
    }

    public int Dimension { get; }

    /// <summary>Sub-vectors, and so bytes, in a row.</summary>
    public int Parts { get; }

    public static ProductQuantiser Read(ModelReader reader, int dimension)
    {
        reader.ReadInt32Between("dimension of the quantiser", dimension, dimension);
        long offset = reader.Position;
        int parts = reader.ReadInt32Between("number of sub-vectors", 1, dimension);
        int width = reader.ReadInt32Between("width of a sub-vector", 1, dimension);
        int lastWidth = reader.ReadInt32Between("width of the last sub-vector", 1, width);
        if (((parts - 1L) * width) + lastWidth != dimension)
        {
            throw reader.Bad(
                string.Create(CultureInfo.InvariantCulture, $"{parts} sub-vectors of {width}, the last of {lastWidth}"),
                string.Create(CultureInfo.InvariantCulture, $"{dimension} values together"),
                offset);
        }

        long floats = (long)dimension * CentroidCount;
        if (floats * sizeof(float) > reader.Remaining)
        {
            throw reader.Bad("the file ends inside the centroids", $"{floats} values", reader.Position);
        }

        float[] centroids = new float[floats];
        reader.ReadFloats(centroids, "centroids");
        return new ProductQuantiser(dimension, width, parts, centroids);
    }

    /// <summary>The values that <paramref name="code"/> stands for in sub-vector <paramref name="part"/>, which begins at value <c>part × width</c>.</summary>
    public ReadOnlySpan<float> Centroid(int part, byte code, out int start)
    {
        start = part * this.width;
        int width = Math.Min(this.width, Dimension - start);
        return this.centroids.AsSpan((start * CentroidCount) + (code * width), width);
    }
}
