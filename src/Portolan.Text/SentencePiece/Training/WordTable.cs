using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Portolan.Storage;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>Distinct words in the order of their first appearance, with their counts.</summary>
/// <remarks>Its memory grows with the distinct words alone: their bytes, and 16 to 28 bytes for each.</remarks>
internal sealed class WordTable
{
    private const int Empty = -1;

    private byte[] bytes = new byte[1 << 16];
    private int byteCount;
    private int[] starts = new int[1 << 10];
    private int[] hashes = new int[1 << 10];
    private long[] counts = new long[1 << 10];
    private int[] slots = new int[1 << 11];

    public WordTable() => slots.AsSpan().Fill(Empty);

    /// <summary>Distinct words.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<byte> Word(int index) =>
        bytes.AsSpan(starts[index], (index + 1 == Count ? byteCount : starts[index + 1]) - starts[index]);

    public long Frequency(int index) => counts[index];

    public void Add(ReadOnlySpan<byte> word)
    {
        int hash = (int)Hash(word);
        int mask = slots.Length - 1;
        int slot = hash & mask;
        for (; slots[slot] != Empty; slot = (slot + 1) & mask)
        {
            int known = slots[slot];
            if (hashes[known] == hash && Word(known).SequenceEqual(word))
            {
                counts[known]++;
                return;
            }
        }

        Reserve(word.Length);
        slots[slot] = Count;
        starts[Count] = byteCount;
        hashes[Count] = hash;
        counts[Count] = 1;
        word.CopyTo(bytes.AsSpan(byteCount));
        byteCount += word.Length;
        Count++;
        if (Count > slots.Length / 2)
        {
            Rehash();
        }
    }

    private void Reserve(int length)
    {
        long needed = (long)byteCount + length;
        if (needed > Array.MaxLength || Count == 1 << 29)
        {
            ThrowTooLarge();
        }

        if (needed > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, bytes.Length * 2L)));
        }

        if (Count == starts.Length)
        {
            Array.Resize(ref starts, Count * 2);
            Array.Resize(ref hashes, Count * 2);
            Array.Resize(ref counts, Count * 2);
        }
    }

    private void Rehash()
    {
        slots = new int[slots.Length * 2];
        slots.AsSpan().Fill(Empty);
        int mask = slots.Length - 1;
        for (int word = 0; word < Count; word++)
        {
            int slot = hashes[word] & mask;
            while (slots[slot] != Empty)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = word;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> word)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15; // 2^64 divided by the golden ratio
        ulong hash = (ulong)word.Length;
        while (word.Length >= sizeof(ulong))
        {
            hash = (BitOperations.RotateLeft(hash, 29) ^ BinaryPrimitives.ReadUInt64LittleEndian(word)) * Multiplier;
            word = word[sizeof(ulong)..];
        }

        ulong last = 0;
        for (int i = 0; i < word.Length; i++)
        {
            last |= (ulong)word[i] << (8 * i);
        }

        hash = (BitOperations.RotateLeft(hash, 29) ^ last) * Multiplier;
        return (uint)(hash >> 32);
    }

    [DoesNotReturn]
    private static void ThrowTooLarge() => throw new StorageException(
        "the text has more than 2 GiB of distinct words", hint: "train on a sample of the lines (MaxLines), or split at spaces");
}
