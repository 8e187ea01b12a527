namespace Portolan.Text.NGrams.Internals.KenLm;

/// <summary>The words' strings at the end of a KenLM binary, each with a zero behind it, found when first asked for.</summary>
internal sealed unsafe class KenLmStrings(ModelImage image, KenLmHeader header, long start)
{
    private readonly Lock gate = new();
    private long[]? offsets;

    /// <summary>The bytes of a word.</summary>
    /// <exception cref="Portolan.Storage.StorageException">The strings are damaged.</exception>
    public ReadOnlySpan<byte> Word(int word)
    {
        long[] found = Volatile.Read(ref offsets) ?? Find();
        return new ReadOnlySpan<byte>(image.Start + found[word], (int)(found[word + 1] - found[word] - 1));
    }

    private long[] Find()
    {
        lock (gate)
        {
            if (offsets is not null)
            {
                return offsets;
            }

            // A string takes a byte at least, its zero: that bounds what is allocated.
            long count = header.Counts[0];
            if (count > image.Length - start)
            {
                throw KenLmHeader.Bad(image, start, $"{image.Length - start} bytes are left for the strings of {count} words", "a zero byte at least for each");
            }

            long[] found = new long[count + 1];
            long at = start;
            for (long word = 0; word < count; word++)
            {
                found[word] = at;
                int length = new ReadOnlySpan<byte>(image.Start + at, (int)Math.Min(image.Length - at, 1 << 20)).IndexOf((byte)0);
                if (length < 0)
                {
                    throw KenLmHeader.Bad(image, at, $"the string of word {word} does not end", "a zero byte within the file and a mebibyte");
                }

                at += length + 1;
            }

            found[count] = at;
            if (!new ReadOnlySpan<byte>(image.Start + start, (int)Math.Min(6, image.Length - start)).SequenceEqual("<unk>\0"u8))
            {
                throw KenLmHeader.Bad(image, start, "the first word is another", "<unk>");
            }

            Volatile.Write(ref offsets, found);
            return found;
        }
    }
}
