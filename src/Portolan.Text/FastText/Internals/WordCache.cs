using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Text.FastText.Internals;

/// <summary>A bounded, direct-mapped cache from a short word to the sum of its rows.</summary>
/// <remarks>
/// A record is a 64-byte head (the word's bytes padded with zeros to 32, the number of rows, the word's hash) and the sum.
/// A word holds no zero byte, since that separates words, so the padded bytes are the word and a hit needs no further check.
/// A word's sum is the same whether it was cached or not, so results do not depend on what was asked before.
/// </remarks>
internal sealed unsafe class WordCache
{
    /// <summary>Longest cached word plus one, in bytes; longer ones are rare outside scripts without spaces, where words hardly repeat.</summary>
    public const int KeyBytes = 32;

    private const int HeadFloats = 16;

    /// <summary>32,768 words of lid.176; 16 MB took about 5 % less time on 98 MB of crawl text, for four times the memory of each worker.</summary>
    private const int TargetBytes = 4 << 20;

    /// <summary>Keeps the cache of a model with very long rows to a few rows more than the model itself has.</summary>
    private const int FewestRecords = 16;

    private readonly AlignedFloats records;
    private readonly int recordFloats;
    private readonly int shift;

    public WordCache(int stride)
    {
        recordFloats = stride + HeadFloats;
        int fitting = Math.Max(FewestRecords, TargetBytes / (recordFloats * sizeof(float)));
        int bits = BitOperations.Log2((uint)fitting);
        shift = 64 - bits;
        records = new AlignedFloats((1 << bits) * recordFloats);
    }

    /// <summary>The record in which the word <paramref name="key"/> is or may be put.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* RecordOf(Vector256<byte> key)
    {
        Vector256<ulong> parts = key.AsUInt64();
        ulong hash = (parts[0] * 0x9E3779B97F4A7C15) + (parts[1] * 0xC2B2AE3D27D4EB4F)
            + (parts[2] * 0x165667B19E3779F9) + (parts[3] * 0xD6E8FEB86659FD93);
        hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15;
        return records.Pointer + ((nint)(hash >> shift) * recordFloats);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(float* record, Vector256<byte> key) => Vector256.Load((byte*)record) == key;

    public static void SetKey(float* record, Vector256<byte> key) => key.Store((byte*)record);

    /// <summary>Rows that the word's sum is made of; -1 for a token that is a label and so no word.</summary>
    public static ref int RowCount(float* record) => ref *(int*)(record + 8);

    public static ref uint Hash(float* record) => ref *(uint*)(record + 9);

    public static float* Sum(float* record) => record + HeadFloats;
}
