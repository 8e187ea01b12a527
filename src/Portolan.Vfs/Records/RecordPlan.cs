using System.Numerics.Tensors;
using Portolan.Tensors;

namespace Portolan.Vfs.Records;

/// <summary>How many vectors of which element type a record will hold.</summary>
internal sealed record RecordPlan(ElementType ElementType, int Count, RecordReduction Reduction)
{
    /// <summary>The best record within a number of bytes: as asked, else narrower, else fewer vectors; null when not one fits.</summary>
    /// <remarks>Narrower comes first: 8 bits a number change a score by a thousandth, while a vector that is merged blurs what was found.</remarks>
    public static RecordPlan? For(ElementType asked, int dimensions, int count, long bytes)
    {
        ElementType[] types = asked switch
        {
            ElementType.Float32 => [ElementType.Float32, ElementType.BFloat16, ElementType.Int8],
            ElementType.Int8 => [ElementType.Int8],
            _ => [asked, ElementType.Int8],
        };
        int most = Math.Min(count, VectorRecord.MaxCount);
        RecordReduction fewer = most < count ? RecordReduction.Fewer : RecordReduction.None;
        foreach (ElementType type in types)
        {
            if (RecordFormat.SizeOf(type, dimensions, most) <= bytes)
            {
                return new RecordPlan(type, most, fewer | (type == asked ? RecordReduction.None : RecordReduction.Narrower));
            }
        }

        long each = VectorRecord.PerVectorBytes + dimensions;
        long fits = (bytes - VectorRecord.HeaderBytes - VectorRecord.ChecksumBytes) / each;
        return fits < 1 ? null : new RecordPlan(
            ElementType.Int8, (int)Math.Min(fits, most), RecordReduction.Fewer | (asked == ElementType.Int8 ? RecordReduction.None : RecordReduction.Narrower));
    }

    /// <summary>Makes fewer vectors of many: the first stays, since texts say at their beginning what they are; neighbours among the rest are averaged.</summary>
    /// <remarks>So no part of a long text is left out, which keeping the first few vectors would do. A mean's window reaches from the first to the last of its members.</remarks>
    public static FileVectors Merge(FileVectors vectors, int count)
    {
        if (count >= vectors.Count)
        {
            return vectors;
        }

        int dimensions = vectors.Space.Dimensions;
        float[] merged = new float[count * dimensions];
        var windows = new VectorWindow[count];
        ReadOnlySpan<VectorWindow> old = vectors.Windows.Span;
        int rest = count == 1 ? 0 : 1;
        for (int i = 0; i < count; i++)
        {
            // Groups of the rest as equal as can be: their borders are multiples of the rest's length over the groups.
            int start = i < rest ? i : rest + (int)((long)(i - rest) * (vectors.Count - rest) / (count - rest));
            int end = i < rest ? i + 1 : rest + (int)((long)(i - rest + 1) * (vectors.Count - rest) / (count - rest));
            Span<float> mean = merged.AsSpan(i * dimensions, dimensions);
            for (int j = start; j < end; j++)
            {
                TensorPrimitives.Add(mean, vectors.Row(j), mean);
            }

            VectorMath.Normalize(mean);
            uint last = old[end - 1].Offset + old[end - 1].Length;
            windows[i] = new VectorWindow(old[start].Offset, last >= old[start].Offset ? last - old[start].Offset : old[start].Length);
        }

        return new FileVectors(vectors.Space, vectors.Fingerprint, merged, windows);
    }
}
