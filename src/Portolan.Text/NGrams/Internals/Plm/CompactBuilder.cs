using Portolan.Text.NGrams.Internals.Trie;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>Fills the trie of a compact <c>.plm</c> from a stream of n-grams, which is read twice for each length.</summary>
internal sealed unsafe class CompactBuilder
{
    // The first two codes of a back-off: nothing continues the n-gram; something does, and the back-off is 0.
    private const int NotContinued = 0;
    private const int ContinuedByNothing = 1;
    private const int FirstBackOff = 2;

    private readonly ModelImage image;
    private readonly PlmLayout layout;
    private readonly INGramSource source;
    private readonly TrieTables tables;
    private readonly int wordWidth;

    private CompactBuilder(ModelImage image, PlmLayout layout, INGramSource source)
    {
        this.image = image;
        this.layout = layout;
        this.source = source;
        tables = CompactTables.Read(image, layout);
        wordWidth = PlmLayout.WordWidth(layout.Counts[0]);
    }

    public static void Build(ModelImage image, PlmLayout layout, INGramSource source)
    {
        var builder = new CompactBuilder(image, layout, source);
        builder.ReadUnigrams();
        for (int length = 2; length <= source.Order; length++)
        {
            builder.ReadLevel(length);
        }
    }

    private void ReadUnigrams()
    {
        using NGramCursor cursor = source.Open(1);
        long count = layout.Counts[0];
        long next = 0;
        while (cursor.MoveNext())
        {
            if (next == count || cursor.Words[0] != next)
            {
                throw PlmHeader.Bad(image.Name, $"unigram {cursor.Words[0]} comes as number {next} of {count}", "all in the order of their numbers");
            }

            UnigramRecord* record = tables.Unigrams + next;
            record->Log10 = cursor.Log10;
            record->BackOff = cursor.BackOff;
            PlmValues.Mark(&record->Log10, &record->BackOff);
            next++;
        }

        CheckCount(1, next);
    }

    private void ReadLevel(int length)
    {
        bool isLongest = length == source.Order;
        float[] log10Centres = Choose(length, isLongest, out float[] backOffCentres);
        byte* records = image.Start + layout[PlmSectionKind.Records, length].Offset;
        var recordWidth = (ulong)PlmLayout.RecordWidth(layout.Counts[0], isLongest);
        MarkWriter marks = length == 2 ? default : new MarkWriter(
            CompactTables.Marks(image, layout, length - 1), CompactTables.Samples(image, layout, length - 1), PlmLayout.RecordsASample, (ulong)layout.Counts[length - 2]);

        int[] before = new int[length];
        before.AsSpan().Fill(-1);
        long suffix = -1;
        int lastWord = -1;
        ulong next = 0;
        using NGramCursor cursor = source.Open(length);
        while (cursor.MoveNext())
        {
            ReadOnlySpan<int> words = cursor.Words;
            CheckOrder(length, before, words, next);
            suffix = next > 0 && words[1..].SequenceEqual(before.AsSpan(1)) ? suffix : Find(words[1..]);
            long context = Find(words[..^1]);
            if (suffix < 0 || context < 0)
            {
                throw PlmHeader.Bad(image.Name, $"an n-gram of length {length} without its {(suffix < 0 ? "suffix" : "context")}", "both in the model");
            }

            if (length == 2)
            {
                BeginRanges(ref lastWord, words[1], next);
            }
            else
            {
                marks.Add((ulong)suffix);
            }

            ulong bit = next * recordWidth;
            BitField.Write(records, bit, (uint)words[0]);
            bit += (ulong)wordWidth;
            if (!isLongest)
            {
                BitField.Write(records, bit, (uint)BackOffCode(backOffCentres, cursor.BackOff));
                bit += PlmLayout.CodeBits;
            }

            BitField.Write(records, bit, (uint)Quantiser.Nearest(log10Centres, cursor.Log10));
            MarkContinued(length - 1, context);
            words.CopyTo(before);
            next++;
        }

        CheckCount(length, (long)next);
        if (length == 2)
        {
            BeginRanges(ref lastWord, (int)layout.Counts[0], next);
        }
        else
        {
            marks.Finish();
        }
    }

    private float[] Choose(int length, bool isLongest, out float[] backOffCentres)
    {
        var log10 = new ValueHistogram();
        ValueHistogram? backOffs = isLongest ? null : new ValueHistogram();
        using (NGramCursor cursor = source.Open(length))
        {
            while (cursor.MoveNext())
            {
                log10.Add(cursor.Log10);
                if (cursor.BackOff != 0)
                {
                    backOffs?.Add(cursor.BackOff);
                }
            }
        }

        float[] centres = Quantiser.Choose(log10, PlmLayout.Codes);
        float* table = CompactTables.Log10Codes(image, layout, length);
        for (int code = 0; code < centres.Length; code++)
        {
            // The sign is on, as with all probabilities here; it matters for 0 alone.
            table[code] = -MathF.Abs(centres[code]);
        }

        backOffCentres = [];
        if (backOffs is not null)
        {
            backOffCentres = Quantiser.Choose(backOffs, PlmLayout.Codes - FirstBackOff);
            float* backOffTable = CompactTables.BackOffCodes(image, layout, length);
            backOffTable[NotContinued] = PlmValues.NotContinued;
            for (int code = 0; code < backOffCentres.Length; code++)
            {
                backOffTable[FirstBackOff + code] = backOffCentres[code] == 0 ? 0 : backOffCentres[code];
            }
        }

        return centres;
    }

    private static int BackOffCode(float[] centres, float backOff) =>
        backOff == 0 ? NotContinued : FirstBackOff + Quantiser.Nearest(centres, backOff);

    // The record of an n-gram, or -1; of one word, the word.
    private long Find(ReadOnlySpan<int> words)
    {
        long found = words[^1];
        TrieRange range = default;
        for (int length = 2; length <= words.Length; length++)
        {
            TrieLevel level = tables.Levels[length - 2];
            range = length == 2 ? tables.Bigrams(words[^1]) : tables.Levels[length - 3].Range((ulong)found, level.Count);
            if (range.IsEmpty)
            {
                return -1;
            }

            ulong size = range.End - range.Begin;
            ulong at = range.Begin;
            while (size > 1)
            {
                ulong half = size >> 1;
                at = level.Word(at + half) <= (uint)words[^length] ? at + half : at;
                size -= half;
            }

            if (level.Word(at) != (uint)words[^length])
            {
                return -1;
            }

            found = (long)at;
        }

        return found;
    }

    private void MarkContinued(int length, long record)
    {
        if (length == 1)
        {
            tables.Unigrams[record].BackOff += 0f;
            return;
        }

        TrieLevel level = tables.Levels[length - 2];
        if (!TokenMatch.Continues(level.BackOff((ulong)record)))
        {
            BitField.Write(image.Start + layout[PlmSectionKind.Records, length].Offset, level.ValueBit((ulong)record), ContinuedByNothing);
        }
    }

    private void BeginRanges(ref int lastWord, int word, ulong record)
    {
        while (lastWord < word)
        {
            tables.Unigrams[++lastWord].Next = record;
        }
    }

    private void CheckOrder(int length, int[] before, ReadOnlySpan<int> words, ulong next)
    {
        if (next == (ulong)layout.Counts[length - 1])
        {
            throw PlmHeader.Bad(image.Name, $"more n-grams of length {length}", $"{layout.Counts[length - 1]}, as was said before");
        }

        for (int i = length - 1; i >= 0; i--)
        {
            if (words[i] != before[i])
            {
                if (words[i] > before[i])
                {
                    return;
                }

                break;
            }
        }

        throw PlmHeader.Bad(image.Name, $"n-gram {next} of length {length} is not after the one before it", "suffix order, each once");
    }

    private void CheckCount(int length, long found)
    {
        if (found != layout.Counts[length - 1])
        {
            throw PlmHeader.Bad(image.Name, $"{found} n-grams of length {length}", $"{layout.Counts[length - 1]}, as was said before");
        }
    }
}
