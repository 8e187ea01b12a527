using System.Numerics;
using Portolan.Text.NGrams.Internals.Trie;

namespace Portolan.Text.NGrams.Internals.KenLm;

/// <summary>KenLM's trie in its four forms: values whole or quantised, pointers whole or array-compressed.</summary>
internal sealed unsafe class KenLmTrieModel : KenLmModel
{
    private const byte QuantiserVersion = 2;
    private const byte ArrayVersion = 0;

    // KenLM reads a code in 25 bits.
    private const int WidestCode = 25;

    private readonly bool isQuantised;
    private readonly bool isArray;
    private int log10Bits;
    private int backOffBits;
    private float*[] tables = [];

    public KenLmTrieModel(ModelImage image, KenLmHeader header, KenLmVocabulary vocabulary, long searchStart)
        : base(image, header, vocabulary)
    {
        isQuantised = header.ModelKind is KenLmKind.QuantisedTrie or KenLmKind.QuantisedArrayTrie;
        isArray = header.ModelKind is KenLmKind.ArrayTrie or KenLmKind.QuantisedArrayTrie;
        long at = isQuantised ? ReadTables(searchStart) : searchStart;
        var unigrams = (UnigramRecord*)(image.Start + at);

        // One more in case <unk> was not among the words, and one for the end of the last range.
        at = Take(at, (ulong)sizeof(UnigramRecord) * ((ulong)header.Counts[0] + 2), 1);
        var levels = new TrieLevel[header.Order - 1];
        for (int length = 2; length <= header.Order; length++)
        {
            levels[length - 2] = ReadLevel(length, ref at);
        }

        Tables = new TrieTables(header.Order, unigrams, levels);
        Strings = new KenLmStrings(image, header, at);
        FindMarkers();
    }

    public TrieTables Tables { get; }

    protected override void Walk(int* words, byte* contexts, int count, TokenMatch* matches) => Tables.Walk(words, contexts, count, matches);

    // A byte of version, bits of a probability, bits of a back-off, five bytes of nothing; then for each length from 2 on the values of the
    // probabilities' codes and, except for the longest, those of the back-offs'.
    private long ReadTables(long start)
    {
        long at = Take(start, 8, 2);
        byte* head = Image.Start + start;
        if (head[0] != QuantiserVersion)
        {
            throw KenLmHeader.Bad(Image, start, $"the version of the quantiser is {head[0]}", $"{QuantiserVersion}");
        }

        log10Bits = head[1];
        backOffBits = head[2];
        if (log10Bits is 0 or > WidestCode || backOffBits is 0 or > WidestCode)
        {
            throw KenLmHeader.Bad(Image, start + 1, $"codes of {log10Bits} and {backOffBits} bits", $"1 to {WidestCode}");
        }

        tables = new float*[2 * (Order + 1)];
        for (int length = 2; length <= Order; length++)
        {
            tables[2 * length] = (float*)(Image.Start + at);
            at = Take(at, 4UL << log10Bits, length);
            if (length < Order)
            {
                tables[(2 * length) + 1] = (float*)(Image.Start + at);
                at = Take(at, 4UL << backOffBits, length);
            }
        }

        return at;
    }

    private TrieLevel ReadLevel(int length, ref long at)
    {
        var count = (ulong)Header.Counts[length - 1];
        bool isLast = length == Order;
        TrieValues values = isQuantised
            ? TrieValues.Quantised(tables[2 * length], log10Bits, tables[(2 * length) + 1], backOffBits)
            : TrieValues.Whole(withBackOff: !isLast);
        int wordWidth = BitField.Width((ulong)Header.Counts[0]);
        int pointerWidth = isLast ? 0 : BitField.Width((ulong)Header.Counts[length]);
        ulong* firsts = null;
        long firstCount = 0;
        if (isArray && !isLast)
        {
            pointerWidth = ReadArray(length, ref at, pointerWidth, out firsts, out firstCount);
        }

        int recordWidth = wordWidth + values.Width + pointerWidth;
        byte* records = Image.Start + at;
        UInt128 bytes = TrieLevel.Length(count, recordWidth);
        at = Take(at, bytes > ulong.MaxValue ? ulong.MaxValue : (ulong)bytes, length);
        TriePointers? pointers = isLast ? null
            : isArray ? new ArrayPointers(records, pointerWidth, recordWidth, firsts, firstCount)
            : new InlinePointers(records, pointerWidth, recordWidth);
        return new TrieLevel(records, count, wordWidth, recordWidth, values, pointers);
    }

    // KenLM chops so many high bits off the pointers as makes the file smallest: each costs a list twice as long, and saves a bit a record.
    private int ReadArray(int length, ref long at, int width, out ulong* firsts, out long firstCount)
    {
        long start = at;
        Take(start, 16, length);
        byte* head = Image.Start + start;
        if (head[0] != ArrayVersion)
        {
            throw KenLmHeader.Bad(Image, start, $"the version of the compressed pointers is {head[0]}", $"{ArrayVersion}");
        }

        long records = Header.Counts[length - 1] + 1;
        var highest = (ulong)Header.Counts[length];
        int best = 0;
        var least = Int128.MaxValue;
        for (int chop = 0; chop <= Math.Min(width, (int)head[1]); chop++)
        {
            Int128 change = ((Int128)(highest >> (width - chop)) * 64) - ((Int128)records * chop);
            if (change < least)
            {
                least = change;
                best = chop;
            }
        }

        firstCount = (long)(highest >> (width - best)) + 1;

        // Eight bytes of head, the list at the next multiple of eight, and seven bytes so that there is one.
        at = Take(start, 8 + (8 * (ulong)firstCount) + 7, length);
        firsts = (ulong*)(Image.Start + ((start + 7) & ~7L) + 8);
        return width - best;
    }
}
