using System.Numerics;
using System.Text;

namespace Portolan.Text.FastText.Internals;

/// <summary>The words and labels of a model, and which rows its hashed n-grams have.</summary>
internal sealed class FastTextDictionary
{
    public const string LabelPrefix = "__label__";

    /// <summary>A name's zero byte, its count and its type.</summary>
    private const int SmallestEntry = 1 + sizeof(long) + 1;

    private readonly byte[] names;
    private readonly int[] starts;
    private readonly int[] slots;

    private FastTextDictionary(byte[] names, int[] starts, int wordCount, string[] labels, long[] labelCounts, BucketRows buckets, int bucketRowCount)
    {
        this.names = names;
        this.starts = starts;
        WordCount = wordCount;
        Labels = labels;
        LabelCounts = labelCounts;
        Buckets = buckets;
        BucketRowCount = bucketRowCount;
        slots = new int[BitOperations.RoundUpToPowerOf2((uint)starts.Length * 2)];
        Array.Fill(slots, -1);
        for (int i = 0; i + 1 < starts.Length; i++)
        {
            slots[SlotOf(Name(i), WordHash.Of(Name(i)))] = i;
        }

        EndOfLineRow = Find(EndOfLine, WordHash.Of(EndOfLine));
    }

    /// <summary>The word that stands for the end of a line.</summary>
    public static ReadOnlySpan<byte> EndOfLine => "</s>"u8;

    public static ReadOnlySpan<byte> LabelPrefixBytes => "__label__"u8;

    public int WordCount { get; }

    /// <summary>Labels in file order, without their prefix.</summary>
    public string[] Labels { get; }

    public long[] LabelCounts { get; }

    public BucketRows Buckets { get; }

    /// <summary>Rows after those of the words that a pruned model's buckets need; 0 for a model that is not pruned.</summary>
    public int BucketRowCount { get; }

    /// <summary>Row of the end of the line, or -1 when the model was trained without one.</summary>
    public int EndOfLineRow { get; }

    public static FastTextDictionary Read(ModelReader reader)
    {
        long sizeOffset = reader.Position;
        int size = reader.ReadCount32("number of dictionary entries", SmallestEntry);
        int wordCount = reader.ReadInt32Between("number of words", 0, size);
        int labelCount = reader.ReadInt32Between("number of labels", 0, size);
        if (wordCount + (long)labelCount != size)
        {
            throw reader.Bad($"{wordCount} words and {labelCount} labels", $"{size} entries together", sizeOffset);
        }

        reader.ReadInt64("number of tokens");
        long prunedOffset = reader.Position;
        long pruned = reader.ReadInt64("number of kept buckets");
        if (pruned < -1 || pruned > Math.Min(reader.Remaining / (2 * sizeof(int)), 1 << 28))
        {
            throw reader.Bad($"number of kept buckets is {pruned}", "-1, or a count for which the file has room", prunedOffset);
        }

        var names = new List<byte>();
        int[] starts = new int[size + 1];
        long[] labelCounts = new long[labelCount];
        for (int i = 0; i < size; i++)
        {
            reader.ReadZeroTerminated("a dictionary entry", names);
            starts[i + 1] = names.Count;
            long countOffset = reader.Position;
            long count = reader.ReadInt64("count of a dictionary entry");
            byte type = reader.ReadByte("type of a dictionary entry");
            byte expected = i < wordCount ? (byte)0 : (byte)1;
            if (type != expected)
            {
                throw reader.Bad($"entry {i} has type {type}", $"{expected}: words come first, then labels", countOffset + sizeof(long));
            }

            if (i >= wordCount)
            {
                labelCounts[i - wordCount] = count >= 0 ? count : throw reader.Bad($"entry {i} occurs {count} times", "0 or more", countOffset);
            }
        }

        byte[] nameBytes = [.. names];
        string[] labels = new string[labelCount];
        for (int i = 0; i < labelCount; i++)
        {
            string label = Encoding.UTF8.GetString(nameBytes.AsSpan(starts[wordCount + i]..starts[wordCount + i + 1]));
            labels[i] = label.StartsWith(LabelPrefix, StringComparison.Ordinal) ? label[LabelPrefix.Length..] : label;
        }

        int bucketRowCount = 0;
        BucketRows buckets = pruned < 0
            ? BucketRows.Full(wordCount)
            : BucketRows.ReadPruned(reader, wordCount, (int)pruned, out bucketRowCount);
        return new FastTextDictionary(nameBytes, starts, wordCount, labels, labelCounts, buckets, bucketRowCount);
    }

    /// <summary>Index of an entry (words first, then labels), or -1.</summary>
    public int Find(ReadOnlySpan<byte> name, uint hash) => slots[SlotOf(name, hash)];

    private ReadOnlySpan<byte> Name(int entry) => this.names.AsSpan(this.starts[entry]..this.starts[entry + 1]);

    // The slot of the name, or the free slot where it would go. Of entries with one name the last one counts, as in fastText.
    private int SlotOf(ReadOnlySpan<byte> name, uint hash)
    {
        int mask = slots.Length - 1;
        int slot = (int)hash & mask;
        while (slots[slot] >= 0 && !Name(slots[slot]).SequenceEqual(name))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
