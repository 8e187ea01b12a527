namespace Portolan.Text.NGrams.Internals;

/// <summary>A whole n-gram model as a stream, for whoever writes it in another form: a trainer, an ARPA file, a binary model.</summary>
/// <remarks>
/// <para>
/// <b>Order.</b> N-grams of one length come in <em>suffix order</em>: compared by the last word's number, then by the one before it, and so
/// on to the first (the order in which KenLM's <c>lmplz</c> writes them). So n-grams that end alike are neighbours, and those of length
/// n + 1 come in the same order as their suffixes of length n. Unigrams are therefore in the order of their numbers.
/// </para>
/// <para>
/// <b>Closure.</b> For every n-gram of length two or more, its suffix (without the first word) and its context (without the last) are
/// n-grams of the model too. No n-gram comes twice. Word 0 is <c>&lt;unk&gt;</c>; <c>&lt;s&gt;</c> and <c>&lt;/s&gt;</c> are among the words.
/// </para>
/// <para>Implementations throw <see cref="Portolan.Storage.StorageException"/> for bad data they meet on the way.</para>
/// </remarks>
internal interface INGramSource : IDisposable
{
    /// <summary>Words of the longest n-gram, 1 to 6.</summary>
    int Order { get; }

    /// <summary>How many n-grams there are of each length, shortest first, exactly; the first is the size of the vocabulary.</summary>
    IReadOnlyList<long> Counts { get; }

    /// <summary>The words' bytes in the order of their numbers. May be walked more than once; an item is valid until the next one is asked for.</summary>
    IEnumerable<ReadOnlyMemory<byte>> Words { get; }

    /// <summary>Starts to read all n-grams of one length. Lengths are asked for in rising order, one cursor at a time; the same length
    /// may be read again (quantising reads it twice) and gives the same n-grams.</summary>
    /// <param name="length">1 to <see cref="Order"/>.</param>
    NGramCursor Open(int length);
}
