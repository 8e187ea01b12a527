using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>The hash tables of a lossless <c>.plm</c>: one for each length, of buckets that fill a cache line.</summary>
/// <remarks>
/// <para>
/// The bucket comes from a hash of the n-gram's words, so all lengths can be asked for before the first is compared. The key in the
/// bucket is exact: the n-gram's first word, and the slot of its suffix in the table below. So nothing depends on luck with hashes, and
/// the tables can be read back into n-grams.
/// </para>
/// <para>
/// A bucket of contexts is 4 keys, 4 probabilities, 4 back-offs; one of the longest n-grams is 5 keys, 5 probabilities and 4 bytes of
/// nothing. Bit 27 of a bucket's first key says that it ran over into the next. A probability's sign is on when no longer n-gram ends in
/// this one, a back-off is minus zero when no longer one begins with it: KenLM's marks.
/// </para>
/// </remarks>
internal sealed unsafe class LosslessTables
{
    public const int WordBits = 27;
    public const ulong OverflowBit = 1UL << WordBits;
    private const int SuffixShift = WordBits + 1;

    // No n-gram's: its suffix would be the last of 2^36 slots.
    private const ulong EmptyKey = ~OverflowBit;
    private const int Line = PlmLayout.Alignment;
    private const int MiddleLog10 = 8 * PlmLayout.MiddleEntries;
    private const int MiddleBackOff = MiddleLog10 + (4 * PlmLayout.MiddleEntries);
    private const int LongestLog10 = 8 * PlmLayout.LongestEntries;

    private readonly byte*[] tables;
    private readonly ulong[] buckets;
    private readonly uint[] reach;
    private readonly float* unigrams;

    public LosslessTables(ModelImage image, PlmLayout layout)
    {
        Order = layout.Counts.Count;
        unigrams = (float*)(image.Start + layout[PlmSectionKind.Unigrams, 1].Offset);
        tables = new byte*[Order + 1];
        buckets = new ulong[Order + 1];
        reach = new uint[Order + 1];
        for (int length = 2; length <= Order; length++)
        {
            PlmSection section = layout[PlmSectionKind.HashTable, length];
            tables[length] = image.Start + section.Offset;
            buckets[length] = (ulong)section.Length / Line;
            reach[length] = section.Parameter;
        }
    }

    public int Order { get; }

    public float* Unigrams => unigrams;

    /// <summary>Slots of a length's table: buckets times entries.</summary>
    public long Slots(int length) => (long)buckets[length] * Entries(length);

    public uint Reach(int length) => reach[length];

    /// <summary>The hash of one word, the n-gram's last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(int word) => ((uint)word + 1UL) * 0x9E3779B97F4A7C15;

    /// <summary>The hash of an n-gram from that of its suffix and its first word.</summary>
    /// <remarks>Odd multipliers with their bits spread: 2^64 divided by the golden ratio, and the finaliser of MurmurHash3.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ulong suffix, int word)
    {
        ulong mixed = (suffix ^ Hash(word)) * 0xFF51AFD7ED558CCD;
        return mixed ^ (mixed >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Bucket(int length, ulong hash) => tables[length] + (Math.BigMul(hash, buckets[length], out _) * Line);

    /// <summary>The slot of an n-gram, or -1.</summary>
    /// <param name="length">2 or more.</param>
    /// <param name="bucket">Where its hash puts it.</param>
    /// <param name="suffix">The slot of its suffix; of a bigram's, the word.</param>
    /// <param name="word">Its first word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Find(int length, byte* bucket, long suffix, int word)
    {
        ulong key = ((ulong)suffix << SuffixShift) | (uint)word;
        int entry = length == Order ? FindLongest(bucket, key) : FindMiddle(bucket, key);
        return entry >= 0 ? Slot(length, bucket, entry)
            : (*(ulong*)bucket & OverflowBit) == 0 ? -1
            : FindFurther(length, bucket, key);
    }

    /// <summary>The slot of an n-gram given by its words, or -1.</summary>
    public long Find(ReadOnlySpan<int> words)
    {
        long slot = words[^1];
        ulong hash = Hash(words[^1]);
        for (int length = 2; length <= words.Length && slot >= 0; length++)
        {
            int word = words[^length];
            hash = Hash(hash, word);
            slot = Find(length, Bucket(length, hash), slot, word);
        }

        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Log10(int length, long slot) => length == Order
        ? (float*)(tables[length] + (slot / PlmLayout.LongestEntries * Line) + LongestLog10) + (slot % PlmLayout.LongestEntries)
        : (float*)(tables[length] + (slot / PlmLayout.MiddleEntries * Line) + MiddleLog10) + (slot % PlmLayout.MiddleEntries);

    /// <summary>Not for the model's order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* BackOff(int length, long slot) =>
        (float*)(tables[length] + (slot / PlmLayout.MiddleEntries * Line) + MiddleBackOff) + (slot % PlmLayout.MiddleEntries);

    /// <summary>What is in a slot: the suffix's slot and the first word.</summary>
    /// <returns>False for an empty slot.</returns>
    public bool TryRead(int length, long slot, out long suffix, out int word)
    {
        int entries = Entries(length);
        ulong key = *((ulong*)(tables[length] + (slot / entries * Line)) + (slot % entries)) & ~OverflowBit;
        suffix = (long)(key >> SuffixShift);
        word = (int)(key & (OverflowBit - 1));
        return key != EmptyKey;
    }

    /// <summary>Makes a length's table empty.</summary>
    public void Clear(int length)
    {
        for (ulong bucket = 0; bucket < buckets[length]; bucket++)
        {
            new Span<ulong>(tables[length] + (bucket * Line), Entries(length)).Fill(EmptyKey);
        }

        reach[length] = 0;
    }

    /// <summary>Puts an n-gram that is not there into its table.</summary>
    /// <returns>Its slot.</returns>
    public long Insert(int length, ulong hash, long suffix, int word)
    {
        int entries = Entries(length);
        byte* bucket = Bucket(length, hash);
        for (uint passed = 0; ; passed++)
        {
            var keys = new Span<ulong>(bucket, entries);
            for (int i = 0; i < entries; i++)
            {
                if ((keys[i] & ~OverflowBit) == EmptyKey)
                {
                    keys[i] = ((ulong)suffix << SuffixShift) | (uint)word | (keys[i] & OverflowBit);
                    reach[length] = Math.Max(reach[length], passed);
                    return Slot(length, bucket, i);
                }
            }

            keys[0] |= OverflowBit;
            bucket = After(length, bucket);
        }
    }

    /// <summary>The scalar twin of the vector comparison.</summary>
    internal static int FindScalar(byte* bucket, ulong key, int entries)
    {
        for (int i = 0; i < entries; i++)
        {
            if ((((ulong*)bucket)[i] & ~OverflowBit) == key)
            {
                return i;
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int FindMiddle(byte* bucket, ulong key)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            return FindScalar(bucket, key, PlmLayout.MiddleEntries);
        }

        // Four keys, four lanes; the overflow bit is out of the comparison on both sides.
        Vector256<ulong> keys = Vector256.Load((ulong*)bucket) & Vector256.Create(~OverflowBit);
        uint equal = Vector256.Equals(keys, Vector256.Create(key)).ExtractMostSignificantBits();
        return equal == 0 ? -1 : System.Numerics.BitOperations.TrailingZeroCount(equal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int FindLongest(byte* bucket, ulong key)
    {
        int entry = FindMiddle(bucket, key);
        return entry >= 0 ? entry : (((ulong*)bucket)[4] & ~OverflowBit) == key ? 4 : -1;
    }

    private int Entries(int length) => length == Order ? PlmLayout.LongestEntries : PlmLayout.MiddleEntries;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Slot(int length, byte* bucket, int entry) => ((bucket - tables[length]) / Line * Entries(length)) + entry;

    private byte* After(int length, byte* bucket)
    {
        byte* next = bucket + Line;
        return next == tables[length] + (buckets[length] * Line) ? tables[length] : next;
    }

    // Bounded by what the writer met, which is in the header: a damaged table cannot send a look-up round in circles.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long FindFurther(int length, byte* bucket, ulong key)
    {
        for (uint passed = 0; passed < reach[length] && (*(ulong*)bucket & OverflowBit) != 0; passed++)
        {
            bucket = After(length, bucket);
            int entry = length == Order ? FindLongest(bucket, key) : FindMiddle(bucket, key);
            if (entry >= 0)
            {
                return Slot(length, bucket, entry);
            }
        }

        return -1;
    }
}
