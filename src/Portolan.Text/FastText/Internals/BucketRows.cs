using System.Numerics;
using System.Runtime.CompilerServices;

namespace Portolan.Text.FastText.Internals;

/// <summary>Maps a hash bucket to its row of the input matrix, which a pruned model keeps for few buckets only.</summary>
/// <remarks>
/// A pruned model answers "no row" for nearly every n-gram (lid.176.ftz keeps 42,765 of 2,000,000), so a one-bit filter comes before the table.
/// Both are sized by the number of kept buckets, which the file bounds, and not by the number of buckets, which is only claimed.
/// </remarks>
internal sealed class BucketRows
{
    public const int None = -1;

    /// <summary>Bits of filter a kept bucket: 32 to 64, so at most 1 in 32 lookups of an absent bucket reaches the table.</summary>
    private const int FilterBitsPerBucket = 32;

    private readonly int firstRow;
    private readonly ulong[]? filter;
    private readonly int[] buckets = [];
    private readonly int[] rows = [];

    private BucketRows(int firstRow) => this.firstRow = firstRow;

    private BucketRows(int firstRow, int count)
    {
        this.firstRow = firstRow;
        uint size = BitOperations.RoundUpToPowerOf2((uint)count + 1);
        this.filter = new ulong[Math.Max(1, (long)size * FilterBitsPerBucket / 64)];
        this.buckets = new int[size * 2];
        this.rows = new int[size * 2];
        Array.Fill(this.buckets, None);
    }

    public bool IsPruned => this.filter is not null;

    /// <summary>Every bucket has its own row, the first one at <paramref name="firstRow"/>.</summary>
    public static BucketRows Full(int firstRow) => new(firstRow);

    /// <summary>Reads the kept buckets: pairs of (bucket, row less <paramref name="firstRow"/>).</summary>
    public static BucketRows ReadPruned(ModelReader reader, int firstRow, int count, out int rowCount)
    {
        var rows = new BucketRows(firstRow, count);
        rowCount = 0;
        for (int i = 0; i < count; i++)
        {
            int bucket = reader.ReadInt32Between("kept bucket", 0, int.MaxValue);
            int row = reader.ReadInt32Between("row of a kept bucket", 0, int.MaxValue - firstRow - 1);
            rows.Add(bucket, row + firstRow);
            rowCount = Math.Max(rowCount, row + 1);
        }

        return rows;
    }

    /// <summary>Row of the input matrix, or <see cref="None"/> when the model dropped the bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RowOf(uint bucket)
    {
        ulong[]? filter = this.filter;
        if (filter is null)
        {
            return this.firstRow + (int)bucket;
        }

        return (filter[(bucket >> 6) & (uint)(filter.Length - 1)] & (1UL << (int)bucket)) == 0 ? None : Find((int)bucket);
    }

    private int Find(int bucket)
    {
        int mask = this.buckets.Length - 1;
        for (int slot = Slot(bucket, mask); ; slot = (slot + 1) & mask)
        {
            if (this.buckets[slot] == bucket)
            {
                return this.rows[slot];
            }

            if (this.buckets[slot] == None)
            {
                return None;
            }
        }
    }

    private void Add(int bucket, int row)
    {
        this.filter![((uint)bucket >> 6) & (uint)(this.filter.Length - 1)] |= 1UL << bucket;
        int mask = this.buckets.Length - 1;
        int slot = Slot(bucket, mask);
        while (this.buckets[slot] != None && this.buckets[slot] != bucket)
        {
            slot = (slot + 1) & mask;
        }

        this.buckets[slot] = bucket;
        this.rows[slot] = row;
    }

    // Fibonacci hashing: a hostile file could line its buckets up, and the high bits of the product spread them.
    private static int Slot(int bucket, int mask) => (int)(((uint)bucket * 0x9E3779B97F4A7C15UL) >> 33) & mask;
}
