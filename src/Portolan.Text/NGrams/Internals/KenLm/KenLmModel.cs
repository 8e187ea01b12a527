using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals.KenLm;

/// <summary>A KenLM binary, mapped: what its forms have in common.</summary>
internal abstract unsafe class KenLmModel : BackOffModel
{
    private readonly KenLmVocabulary vocabulary;
    private int beginWord;
    private int endWord;

    protected KenLmModel(ModelImage image, KenLmHeader header, KenLmVocabulary vocabulary)
    {
        Image = image;
        Header = header;
        this.vocabulary = vocabulary;
        Counts = header.Counts;
        VocabularySize = (int)header.Counts[0];
    }

    public override int Order => Header.Order;

    public override IReadOnlyList<long> Counts { get; }

    public override int BeginWord => beginWord;

    public override int EndWord => endWord;

    public override bool HasWords => Header.HasWords;

    public override string Format => Header.ModelKind switch
    {
        KenLmKind.Probing => "KenLM probing",
        KenLmKind.Trie => "KenLM trie",
        KenLmKind.QuantisedTrie => "KenLM quantised trie",
        KenLmKind.ArrayTrie => "KenLM trie, array-compressed",
        _ => "KenLM quantised trie, array-compressed",
    };

    protected ModelImage Image { get; }

    protected KenLmHeader Header { get; }

    protected KenLmStrings? Strings { get; init; }

    /// <summary>Reads a mapped KenLM binary; the model owns the image from here on.</summary>
    /// <exception cref="StorageException">It is none, or of another version, or damaged in what can be told without reading it all.</exception>
    public static KenLmModel Open(ModelImage image)
    {
        KenLmHeader header = KenLmHeader.Read(image);
        KenLmVocabulary vocabulary = KenLmVocabulary.Read(image, header, out long searchStart);
        return header.ModelKind == KenLmKind.Probing
            ? new KenLmProbingModel(image, header, vocabulary, searchStart)
            : new KenLmTrieModel(image, header, vocabulary, searchStart);
    }

    public override int Lookup(ReadOnlySpan<byte> word)
    {
        ThrowIfDisposed();
        int number = vocabulary.Lookup(word);
        GC.KeepAlive(this);
        return number;
    }

    public override ReadOnlySpan<byte> Word(int word)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)word, (uint)VocabularySize, nameof(word));
        return Header.HasWords
            ? Strings!.Word(word)
            : throw new InvalidOperationException($"{Header.Name} holds only hashes of its words (it was built without their strings)");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Image.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Steps over a part of the file after checking that it is there.</summary>
    protected long Take(long start, ulong length, int ngramLength) => length <= (ulong)(Image.Length - start)
        ? start + (long)length
        : throw KenLmHeader.Bad(
            Image, start, $"the n-grams of length {ngramLength} take {length} bytes and {Image.Length - start} are left", "the whole of them");

    protected void FindMarkers()
    {
        beginWord = Lookup("<s>"u8);
        endWord = Lookup("</s>"u8);
        if (beginWord == UnknownWord || endWord == UnknownWord)
        {
            throw KenLmHeader.Bad(Image, Header.Length, "the vocabulary has no <s> or no </s>", "both");
        }
    }
}
