namespace Portolan.Text.SentencePiece.Training;

/// <summary>A fixed number of lines, each of those seen with the same chance (reservoir sampling, J. Vitter's algorithm R, 1985).</summary>
internal sealed class LineSample(int size, ulong seed)
{
    private readonly List<byte[]> lines = [];
    private ulong state = seed;
    private ulong seen;

    public IReadOnlyList<byte[]> Lines => lines;

    public void Add(ReadOnlySpan<byte> line)
    {
        seen++;
        if (lines.Count < size)
        {
            lines.Add(line.ToArray());
            return;
        }

        ulong place = Math.BigMul(Next(), seen, out _);
        if (place < (ulong)size)
        {
            lines[(int)place] = line.ToArray();
        }
    }

    // SplitMix64 (Steele, Lea and Flood, 2014).
    private ulong Next()
    {
        ulong mixed = state += 0x9E37_79B9_7F4A_7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }
}
