namespace Portolan.Text.FastText.Internals;

/// <summary>The training arguments at the head of a model file, as far as prediction needs them.</summary>
internal readonly record struct FastTextArguments(
    int Dimension,
    int WordNgrams,
    FastTextLoss Loss,
    bool IsSupervised,
    int Buckets,
    int MinimumCharacters,
    int MaximumCharacters)
{
    /// <summary>The file's mark for a supervised model; 1 is cbow and 2 skipgram.</summary>
    private const int SupervisedModel = 3;

    /// <summary>fastText uses up to 6; the bound keeps the work for a hostile model linear in the text.</summary>
    private const int LongestNgram = 255;

    /// <summary>Whether any row of the input matrix is chosen by hashing.</summary>
    public bool UsesBuckets => MaximumCharacters > 0 || WordNgrams > 1;

    public static FastTextArguments Read(ModelReader reader, int version)
    {
        int dimension = reader.ReadInt32Between("dimension", 1, 1 << 20);
        reader.Skip(4 * sizeof(int), "window, epochs, minimum count and negatives");
        int wordNgrams = reader.ReadInt32Between("longest word n-gram", 0, LongestNgram);
        int loss = reader.ReadInt32Between("loss", 1, 4);
        int model = reader.ReadInt32Between("kind of model", 1, SupervisedModel);
        long bucketOffset = reader.Position;
        int buckets = reader.ReadInt32Between("number of buckets", 0, int.MaxValue);
        int minimum = reader.ReadInt32Between("shortest character n-gram", 0, LongestNgram);
        int maximum = reader.ReadInt32Between("longest character n-gram", 0, LongestNgram);
        reader.Skip(sizeof(int) + sizeof(double), "update rate and sampling threshold");

        // Supervised models of format 11 were trained without character n-grams, whatever their arguments say.
        bool supervised = model == SupervisedModel;
        maximum = version == 11 && supervised ? 0 : maximum;
        var read = new FastTextArguments(dimension, wordNgrams, (FastTextLoss)loss, supervised, buckets, minimum, maximum);
        return read.UsesBuckets && buckets == 0
            ? throw reader.Bad("number of buckets is 0", "at least 1 for a model with n-grams", bucketOffset)
            : read;
    }
}
