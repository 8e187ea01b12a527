namespace Portolan.Vfs.Rules;

/// <summary>A set of byte values.</summary>
internal sealed class ByteSet
{
    private readonly ulong[] bits = new ulong[4];

    public void Add(byte value) => bits[value >> 6] |= 1UL << (value & 63);

    /// <summary>Adds every value from the first to the last; none when the last is smaller.</summary>
    public void AddRange(byte first, byte last)
    {
        for (int value = first; value <= last; value++)
        {
            Add((byte)value);
        }
    }

    public void Invert()
    {
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = ~bits[i];
        }
    }

    public bool Contains(byte value) => (bits[value >> 6] >> (value & 63) & 1) != 0;
}
