namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>Fills the tables of a lossless <c>.plm</c> from a stream of n-grams.</summary>
internal static unsafe class LosslessBuilder
{
    private const float Continued = 0f;

    public static void Build(ModelImage image, PlmLayout layout, INGramSource source)
    {
        var tables = new LosslessTables(image, layout);
        ReadUnigrams(tables, source, layout.Counts[0], image.Name);
        for (int length = 2; length <= source.Order; length++)
        {
            tables.Clear(length);
            ReadTable(tables, source, length, layout.Counts[length - 1], image.Name);
            layout[PlmSectionKind.HashTable, length].Parameter = tables.Reach(length);
        }
    }

    private static void ReadUnigrams(LosslessTables tables, INGramSource source, long count, string name)
    {
        using NGramCursor cursor = source.Open(1);
        long next = 0;
        while (cursor.MoveNext())
        {
            if (next == count || cursor.Words[0] != next)
            {
                throw PlmHeader.Bad(name, $"unigram {cursor.Words[0]} comes as number {next} of {count}", "all in the order of their numbers");
            }

            tables.Unigrams[2 * next] = cursor.Log10;
            tables.Unigrams[(2 * next) + 1] = cursor.BackOff;
            PlmValues.Mark(tables.Unigrams + (2 * next), tables.Unigrams + (2 * next) + 1);
            next++;
        }

        CheckCount(name, 1, next, count);
    }

    private static void ReadTable(LosslessTables tables, INGramSource source, int length, long count, string name)
    {
        using NGramCursor cursor = source.Open(length);
        long read = 0;
        while (cursor.MoveNext())
        {
            if (read++ == count)
            {
                break;
            }

            ReadOnlySpan<int> words = cursor.Words;
            long suffix = tables.Find(words[1..]);
            long context = tables.Find(words[..^1]);
            if (suffix < 0 || context < 0)
            {
                throw PlmHeader.Bad(name, $"an n-gram of length {length} without its {(suffix < 0 ? "suffix" : "context")}", "both in the model");
            }

            ulong hash = LosslessTables.Hash(words[^1]);
            for (int i = 2; i <= length; i++)
            {
                hash = LosslessTables.Hash(hash, words[^i]);
            }

            if (tables.Find(length, tables.Bucket(length, hash), suffix, words[0]) >= 0)
            {
                throw PlmHeader.Bad(name, $"an n-gram of length {length} that comes twice", "each once");
            }

            long slot = tables.Insert(length, hash, suffix, words[0]);
            float* log10 = tables.Log10(length, slot);
            *log10 = cursor.Log10;
            if (length < tables.Order)
            {
                float* backOff = tables.BackOff(length, slot);
                *backOff = cursor.BackOff;
                PlmValues.Mark(log10, backOff);
            }
            else
            {
                *log10 = -MathF.Abs(*log10);
            }

            // The suffix is ended in by a longer n-gram, the context is continued by one.
            float* suffixLog10 = length == 2 ? tables.Unigrams + (2 * suffix) : tables.Log10(length - 1, suffix);
            float* contextBackOff = length == 2 ? tables.Unigrams + (2 * context) + 1 : tables.BackOff(length - 1, context);
            *suffixLog10 = MathF.Abs(*suffixLog10);
            *contextBackOff += Continued;
        }

        CheckCount(name, length, read, count);
    }

    private static void CheckCount(string name, int length, long found, long expected)
    {
        if (found != expected)
        {
            throw PlmHeader.Bad(name, $"{(found > expected ? "more" : $"{found}")} n-grams of length {length}", $"{expected}, as was said before");
        }
    }
}
