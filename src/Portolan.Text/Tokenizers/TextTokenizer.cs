using System.Collections.Concurrent;
using Portolan.Storage;
using Portolan.Text.SentencePiece.Internals;
using Portolan.Text.Tokenizers.Internals;

namespace Portolan.Text.Tokenizers;

/// <summary>Turns texts into the numbers that a published model expects: what a Hugging Face <c>tokenizer.json</c> describes.</summary>
/// <remarks>
/// WordPiece (BERT), byte-level byte-pair encoding (GPT-2, RoBERTa, CLIP) and unigram (XLM-R and other models of SentencePiece), with the
/// numbers of Hugging Face's tokenizers 0.23. Also read are <c>vocab.txt</c>, <c>vocab.json</c> with <c>merges.txt</c>, and
/// <c>sentencepiece.bpe.model</c> where there is no tokenizer.json. Parts that are not known are refused, not skipped. Thread-safe; time is
/// linear in a text, up to a logarithm for the length of its longest word.
/// </remarks>
public sealed class TextTokenizer
{
    private const int FuzzTextLength = 4096;
    private readonly TokenizerDescription description;
    private readonly AddedTokens rawTokens;
    private readonly AddedTokens normalizedTokens;
    private readonly ConcurrentBag<Scratch> idle = [];

    internal TextTokenizer(TokenizerDescription description)
    {
        this.description = description;
        this.rawTokens = new AddedTokens(description.Added.Where(token => !token.IsNormalized));
        this.normalizedTokens = new AddedTokens(description.Added.Where(token => token.IsNormalized).Select(Normalized));
        PadId = description.PadId ?? 0;
    }

    /// <summary>How many special tokens are put around each text.</summary>
    public int SpecialTokenCount => description.Special.Before.Length + description.Special.After.Length;

    /// <summary>Most tokens of a text, special ones counted, or null where the files name no limit.</summary>
    public int? MaxTokens => description.MaxTokens;

    /// <summary>The number that fills up texts which are shorter than others; 0 where the files name none.</summary>
    public int PadId { get; }

    /// <summary>The number of tokens that every text is to be filled up to, or null.</summary>
    public int? FixedLength => description.FixedLength;

    /// <summary>Reads the tokeniser of a model's directory.</summary>
    /// <param name="directory">A directory with tokenizer.json, or with the files that older models have instead.</param>
    /// <exception cref="StorageException">There is none, it is damaged, or it has a part that is not supported.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TextTokenizer Load(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Load(name => File.Exists(Path.Combine(directory, name)) ? TokenizerFiles.Read(Path.Combine(directory, name)) : null, directory);
    }

    /// <summary>Reads a tokeniser from files that the caller provides.</summary>
    /// <param name="read">Gives the bytes of a file by its name (tokenizer.json, tokenizer_config.json, …), or null where there is none.</param>
    /// <param name="name">What error messages call the place they come from.</param>
    /// <exception cref="StorageException">There is none, it is damaged, or it has a part that is not supported.</exception>
    public static TextTokenizer Load(Func<string, byte[]?> read, string name)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(name);
        return new TextTokenizer(TokenizerFiles.Describe(read, name));
    }

    /// <summary>Appends a text's tokens, with the special ones around them.</summary>
    /// <param name="text">Any text; surrogates without their partner count as U+FFFD.</param>
    /// <param name="ids">Receives the numbers.</param>
    /// <param name="maxTokens">Most tokens, special ones counted; what follows is cut off. At least <see cref="SpecialTokenCount"/>.</param>
    /// <returns>How many were appended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> leaves no room for the special tokens.</exception>
    public int Encode(ReadOnlySpan<char> text, ICollection<int> ids, int maxTokens = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, SpecialTokenCount);
        Scratch scratch = Rent();
        Fill(text, maxTokens - SpecialTokenCount, scratch);
        ReadOnlySpan<int> found = scratch.Ids.Used;
        found = found[..Math.Min(found.Length, maxTokens - SpecialTokenCount)];
        foreach (int id in description.Special.Before)
        {
            ids.Add(id);
        }

        foreach (int id in found)
        {
            ids.Add(id);
        }

        foreach (int id in description.Special.After)
        {
            ids.Add(id);
        }

        int count = found.Length + SpecialTokenCount;
        idle.Add(scratch);
        return count;
    }

    /// <summary>How many tokens a text has, without the special ones around it and without cutting.</summary>
    /// <param name="text">Any text.</param>
    public int CountTokens(ReadOnlySpan<char> text)
    {
        Scratch scratch = Rent();
        Fill(text, int.MaxValue, scratch);
        int count = scratch.Ids.Count;
        idle.Add(scratch);
        return count;
    }

    /// <summary>Reads whatever bytes it is given as a tokenizer.json and, if they are one, encodes them; for fuzzing.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> bytes)
    {
        TextTokenizer tokenizer;
        try
        {
            tokenizer = new TextTokenizer(TokenizerJson.Read(bytes, "fuzz"));
        }
        catch (StorageException)
        {
            return false;
        }

        string text = System.Text.Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, FuzzTextLength)]);
        tokenizer.CountTokens(text);
        tokenizer.CountTokens("The quick brown fox\tvaut 3½ ﬁ é e\u0301 Ärger ▁▁ 你好 [MASK]$$ing <sep> don't 'll A…A''");
        return true;
    }

    private Scratch Rent() => idle.TryTake(out Scratch? scratch) ? scratch : new Scratch(description.Model.CreateWorker());

    private AddedToken Normalized(AddedToken token)
    {
        if (description.Normalizer is not TextRule rule)
        {
            return token;
        }

        using var content = new GrowingArray<byte>();
        rule.Apply(token.Content, content);
        return token with { Content = content.Used.ToArray() };
    }

    /// <summary>Finds the tokens of a text; may stop once there are enough.</summary>
    private void Fill(ReadOnlySpan<char> text, int enough, Scratch scratch)
    {
        scratch.Ids.Count = 0;
        scratch.Raw.Count = 0;
        Utf8Characters.Append(scratch.Raw, text);
        ReadOnlySpan<byte> raw = scratch.Raw.Used;
        for (int at = 0; at < raw.Length && scratch.Ids.Count < enough;)
        {
            int id = rawTokens.Next(raw, at, out int start, out int end);
            if (start > at)
            {
                Normalize(raw[at..start], isFirst: at == 0, enough, scratch);
            }

            if (id >= 0)
            {
                scratch.Ids.Add(id);
            }

            at = end;
        }
    }

    private void Normalize(ReadOnlySpan<byte> piece, bool isFirst, int enough, Scratch scratch)
    {
        if (isFirst && description.Words is { LooksAtStart: true })
        {
            isFirst = !LosesFirst(piece, scratch);
        }

        scratch.Normalized.Count = 0;
        if (description.Normalizer is TextRule rule)
        {
            rule.Apply(piece, scratch.Normalized);
            piece = scratch.Normalized.Used;
        }

        for (int at = 0; at < piece.Length && scratch.Ids.Count < enough;)
        {
            int id = normalizedTokens.Next(piece, at, out int start, out int end);
            if (start > at)
            {
                SplitWords(piece[at..start], isFirst && at == 0, enough, scratch);
            }

            if (id >= 0)
            {
                scratch.Ids.Add(id);
            }

            at = end;
        }
    }

    /// <summary>Whether normalisation drops the first character: what comes after it does not stand at the start then.</summary>
    private bool LosesFirst(ReadOnlySpan<byte> text, Scratch scratch)
    {
        if (description.Normalizer is not TextRule rule)
        {
            return false;
        }

        Utf8Characters.At(text, 0, out int length);
        ReadOnlySpan<byte> alone = "a"u8;
        scratch.Normalized.Count = 0;
        rule.Apply([.. text[..length], .. alone], scratch.Normalized);
        int with = scratch.Normalized.Count;
        rule.Apply(alone, scratch.Normalized);
        return scratch.Normalized.Used[..with].SequenceEqual(scratch.Normalized.Used[with..]);
    }

    private void SplitWords(ReadOnlySpan<byte> piece, bool isFirst, int enough, Scratch scratch)
    {
        if (description.Words is not WordRule rule)
        {
            scratch.Worker.Tokenize(piece, scratch.Ids);
            return;
        }

        scratch.Words.Clear();
        rule.Split(piece, isFirst, scratch.Words);
        for (int i = 0; i < scratch.Words.Count && scratch.Ids.Count < enough; i++)
        {
            scratch.Worker.Tokenize(scratch.Words[i], scratch.Ids);
        }
    }

    /// <summary>What one thread needs while it works.</summary>
    private sealed class Scratch(TokenWorker worker)
    {
        public TokenWorker Worker { get; } = worker;

        public GrowingArray<byte> Raw { get; } = new();

        public GrowingArray<byte> Normalized { get; } = new();

        public WordList Words { get; } = new();

        public GrowingArray<int> Ids { get; } = new();
    }
}
