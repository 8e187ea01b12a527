using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>The hash tables of a lossless model read back into n-grams in suffix order; sorts one length after the other in memory.</summary>
internal sealed unsafe class LosslessSource : INGramSource
{
    private readonly BackOffModel model;
    private readonly LosslessTables tables;
    private readonly string name;

    // The slots of the length sorted last, in suffix order, and the place of each slot in that order, or -1.
    private long[] slots;
    private long[] places;
    private int sorted = 1;

    public LosslessSource(BackOffModel model, LosslessTables tables, string name)
    {
        this.model = model;
        this.tables = tables;
        this.name = name;
        (slots, places) = Unigrams();
    }

    public int Order => model.Order;

    public IReadOnlyList<long> Counts => model.Counts;

    public IEnumerable<ReadOnlyMemory<byte>> Words => ModelWords.Of(model);

    public NGramCursor Open(int length)
    {
        if (length < sorted)
        {
            (slots, places) = Unigrams();
            sorted = 1;
        }

        while (sorted < length)
        {
            Sort(++sorted);
        }

        return new Cursor(this, slots, length);
    }

    public void Dispose()
    {
    }

    private (long[] Slots, long[] Places) Unigrams()
    {
        long[] numbers = new long[model.Counts[0]];
        for (int word = 0; word < numbers.Length; word++)
        {
            numbers[word] = word;
        }

        return (numbers, numbers);
    }

    private void Sort(int length)
    {
        long slotCount = tables.Slots(length);
        if (slotCount > Array.MaxLength)
        {
            throw new StorageException($"{name} cannot be converted: its table of length {length} has {slotCount} slots, expected at most {Array.MaxLength}", name);
        }

        var keys = new List<ulong>();
        var found = new List<long>();
        for (long slot = 0; slot < slotCount; slot++)
        {
            if (!tables.TryRead(length, slot, out long suffix, out int word))
            {
                continue;
            }

            long place = suffix < places.Length ? places[suffix] : -1;
            if (place < 0 || word >= model.Counts[0])
            {
                throw new StorageException($"{name} is damaged: slot {slot} of length {length} has word {word} and suffix {suffix}, expected both in the model", name);
            }

            keys.Add(((ulong)place << LosslessTables.WordBits) | (uint)word);
            found.Add(slot);
        }

        if (found.Count != model.Counts[length - 1])
        {
            throw new StorageException($"{name} is damaged: {found.Count} n-grams of length {length}, expected {model.Counts[length - 1]}", name);
        }

        slots = [.. found];
        Array.Sort([.. keys], slots);
        places = new long[slotCount];
        places.AsSpan().Fill(-1);
        for (int i = 0; i < slots.Length; i++)
        {
            places[slots[i]] = i;
        }
    }

    private sealed class Cursor(LosslessSource source, long[] slots, int length) : NGramCursor
    {
        private readonly int[] words = new int[length];
        private int row = -1;

        public override ReadOnlySpan<int> Words => words;

        public override float Log10 => ModelWords.Log10(
            length == 1 ? source.tables.Unigrams[2 * (long)row] : *source.tables.Log10(length, slots[row]), source.name);

        public override float BackOff => length == source.Order && length > 1 ? 0 : ModelWords.BackOff(
            length == 1 ? source.tables.Unigrams[(2 * (long)row) + 1] : *source.tables.BackOff(length, slots[row]), source.name);

        public override bool MoveNext()
        {
            if (row + 1 >= slots.Length)
            {
                return false;
            }

            // Each slot names the one of its suffix; those were checked when the shorter lengths were sorted.
            long slot = slots[++row];
            for (int at = length; at > 1; at--)
            {
                source.tables.TryRead(at, slot, out slot, out words[length - at]);
            }

            words[^1] = (int)slot;
            return true;
        }
    }
}
