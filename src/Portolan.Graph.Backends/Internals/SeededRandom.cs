namespace Portolan.Graph.Backends.Internals;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014) for any number of threads.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong state = seed;

    /// <summary>From 0 (inclusive) to 1 (exclusive).</summary>
    public double NextDouble() => (Mix(Interlocked.Add(ref state, 0x9E3779B97F4A7C15)) >> 11) * (1.0 / (1UL << 53));

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
