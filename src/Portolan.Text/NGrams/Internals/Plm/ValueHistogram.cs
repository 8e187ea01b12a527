namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>Many numbers in little memory: counted and added up by the leading bits of their floats, to 13 bits of mantissa.</summary>
internal sealed class ValueHistogram
{
    // Sign, exponent and 12 bits of the mantissa: two numbers of one bin differ by less than one part in 4,000.
    private const int Dropped = 11;

    private readonly long[] counts = new long[1 << (32 - Dropped)];
    private readonly double[] sums = new double[1 << (32 - Dropped)];

    public void Add(float value)
    {
        uint bin = Rank(value) >> Dropped;
        counts[bin]++;
        sums[bin] += value;
    }

    /// <summary>The means of the bins that hold something, rising, and how many numbers each stands for.</summary>
    public (double[] Values, long[] Weights) ToPoints()
    {
        var values = new List<double>();
        var weights = new List<long>();
        for (int bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] > 0)
            {
                values.Add(sums[bin] / counts[bin]);
                weights.Add(counts[bin]);
            }
        }

        return ([.. values], [.. weights]);
    }

    // Floats as integers in the same order: negative ones are turned round and put below the others.
    private static uint Rank(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }
}
