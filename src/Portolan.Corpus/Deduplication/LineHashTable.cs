using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Corpus.Deduplication;

/// <summary>Open-addressing set of 64-bit line hashes of one partition, with a flag "met before".</summary>
/// <remarks>
/// 12 bytes a hash: a slot is 8 bytes, two thirds of the slots are used. The top bit of a hash is the same for all hashes of
/// a partition, so that its place holds the flag: a slot is <c>hash &lt;&lt; 1 | flag</c>, and 0 is an empty slot (a hash whose
/// low 63 bits are zero is kept aside). The home slot is the high part of <c>key × slots</c>: hashes are uniform, and any
/// number of slots will do. Memory is native, given back at once on <see cref="Dispose"/>.
/// </remarks>
internal sealed unsafe class LineHashTable : IDisposable
{
    // Lines wait this long between prefetch and probe; the table is far larger than the caches.
    private const int PrefetchDistance = 16;

    private readonly int prefixBits;
    private readonly long maxHashes;
    private long capacity, used;
    private ulong* slots;
    private bool hasZero, zeroRepeats;

    /// <param name="maxHashes">Most distinct hashes that will be added.</param>
    /// <param name="prefixBits">How many top bits all hashes share, at least 1.</param>
    /// <param name="firstHashes">For how many distinct hashes there is room at first, or -1 for <paramref name="maxHashes"/>; the table grows when more come.</param>
    public LineHashTable(long maxHashes, int prefixBits, long firstHashes = -1)
    {
        Debug.Assert(prefixBits >= 1);
        this.prefixBits = prefixBits;
        this.maxHashes = maxHashes;
        capacity = firstHashes < 0 ? maxHashes : Math.Min(firstHashes, maxHashes);
        SlotCount = SlotsFor(capacity);
        slots = (ulong*)NativeMemory.AllocZeroed((nuint)SlotCount, sizeof(ulong));
    }

    public long SlotCount { get; private set; }

    /// <summary>Bytes that a table for so many hashes takes.</summary>
    public static long BytesFor(long maxHashes) => SlotsFor(maxHashes) * sizeof(ulong);

    /// <summary>Adds hashes; those met before are flagged.</summary>
    /// <param name="hashes">Hashes with the table's prefix.</param>
    /// <param name="isRepeat">For each hash, whether it had been added before.</param>
    public void Add(ReadOnlySpan<ulong> hashes, Span<bool> isRepeat)
    {
        for (int i = 0; i < hashes.Length; i++)
        {
            if (used == capacity && capacity < maxHashes)
            {
                Grow(Math.Min(maxHashes, 2 * capacity + 1));
            }

            Prefetch(hashes, i + PrefetchDistance);
            isRepeat[i] = Add(hashes[i]);
        }
    }

    /// <summary>For each hash that was added, whether it was added more than once.</summary>
    public void IsRepeated(ReadOnlySpan<ulong> hashes, Span<bool> isRepeated)
    {
        for (int i = 0; i < hashes.Length; i++)
        {
            Prefetch(hashes, i + PrefetchDistance);
            isRepeated[i] = IsRepeated(hashes[i]);
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(slots);
        slots = null;
    }

    private static long SlotsFor(long maxHashes) => maxHashes + maxHashes / 2 + 1;

    private bool Add(ulong hash)
    {
        ulong key = hash << 1;
        if (key == 0)
        {
            zeroRepeats |= hasZero;
            bool met = hasZero;
            hasZero = true;
            return met;
        }

        for (long slot = Home(hash); ; slot = slot + 1 == SlotCount ? 0 : slot + 1)
        {
            ulong found = slots[slot];
            if (found == 0)
            {
                slots[slot] = key;
                used++;
                return false;
            }

            if ((found & ~1UL) == key)
            {
                slots[slot] = found | 1;
                return true;
            }
        }
    }

    private bool IsRepeated(ulong hash)
    {
        ulong key = hash << 1;
        if (key == 0)
        {
            return zeroRepeats;
        }

        for (long slot = Home(hash); ; slot = slot + 1 == SlotCount ? 0 : slot + 1)
        {
            ulong found = slots[slot];
            if ((found & ~1UL) == key)
            {
                return (found & 1) != 0;
            }

            if (found == 0)
            {
                return false;
            }
        }
    }

    private void Grow(long newCapacity)
    {
        ulong* old = slots;
        long oldCount = SlotCount;
        long newCount = SlotsFor(newCapacity);
        slots = (ulong*)NativeMemory.AllocZeroed((nuint)newCount, sizeof(ulong));
        SlotCount = newCount;
        capacity = newCapacity;
        for (long i = 0; i < oldCount; i++)
        {
            if (old[i] == 0)
            {
                continue;
            }

            // The lost top bit is part of the prefix, which the home does not depend on.
            long slot = Home(old[i] >> 1);
            while (slots[slot] != 0)
            {
                slot = slot + 1 == SlotCount ? 0 : slot + 1;
            }

            slots[slot] = old[i];
        }

        NativeMemory.Free(old);
    }

    private long Home(ulong hash) => (long)Math.BigMul(hash << prefixBits, (ulong)SlotCount, out _);

    private void Prefetch(ReadOnlySpan<ulong> hashes, int index)
    {
        if (Sse.IsSupported && index < hashes.Length)
        {
            Sse.Prefetch0(slots + Home(hashes[index]));
        }
    }
}
