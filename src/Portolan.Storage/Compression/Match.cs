using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Storage.Compression;

/// <summary>Copies of Lempel-Ziv matches, source and target overlapping when the distance is below the length.</summary>
internal static unsafe class Match
{
    /// <summary>Bytes behind the end of a match that <see cref="Copy"/> may overwrite.</summary>
    public const int Overrun = 31;

    // Row d repeats the first d bytes of a vector: index i mod d. Row 0 is never used.
    private static readonly byte[] Patterns = MakePatterns();

    /// <summary>Copies <paramref name="length"/> bytes from <paramref name="distance"/> before <paramref name="output"/>.</summary>
    /// <remarks>
    /// Reads only from <c>output - distance</c> to <c>output + length + 31</c>, writes only from <c>output</c> to
    /// <c>output + length + 31</c>; the caller proves both ranges lie in his buffer. Length and distance are at least 1.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte* output, uint distance, uint length)
    {
        byte* source = output - distance;
        if (distance >= 16)
        {
            // Each store ends before or at the place the next load but one starts, because source trails by at least 16.
            Vector128.Load(source).Store(output);
            Vector128.Load(source + 16).Store(output + 16);
            if (length > 32)
            {
                CopyLong(output, source, length);
            }

            return;
        }

        CopyPattern(output, source, distance, length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyLong(byte* output, byte* source, uint length)
    {
        byte* end = output + length;
        output += 32;
        source += 32;
        do
        {
            Vector128.Load(source).Store(output);
            Vector128.Load(source + 16).Store(output + 16);
            source += 32;
            output += 32;
        }
        while (output < end);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyPattern(byte* output, byte* source, uint distance, uint length)
    {
        // 16 bytes hold 16 / distance whole periods; stepping by whole periods keeps the phase. Bytes behind output in the load
        // are not selected by the shuffle.
        byte* end = output + length;
        fixed (byte* patterns = Patterns)
        {
            Vector128<byte> pattern = Vector128.Shuffle(Vector128.Load(source), Vector128.Load(patterns + (distance * 16)));
            uint step = 16 - (16 % distance);
            do
            {
                pattern.Store(output);
                output += step;
            }
            while (output < end);
        }
    }

    private static byte[] MakePatterns()
    {
        byte[] patterns = new byte[16 * 16];
        for (int distance = 1; distance < 16; distance++)
        {
            for (int i = 0; i < 16; i++)
            {
                patterns[(distance * 16) + i] = (byte)(i % distance);
            }
        }

        return patterns;
    }
}
