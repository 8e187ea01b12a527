using System.Runtime.InteropServices;
using System.Text;
using Portolan.Text.Unicode;

namespace Portolan.Encoders.Onnx.Encoders;

/// <summary>Encodes texts: tokens, the model, pooling, length 1.</summary>
internal sealed class OnnxTextEncoder : Encoder<string>, ITextEncoder
{
    /// <summary>
    /// Padded tokens of one run. Measured on small BERTs: one core gains nothing beyond some hundreds, and attention's memory grows with
    /// the square of the length.
    /// </summary>
    private const int MaxBatchTokens = 4096;
    private const int MaxBatch = 64;

    private readonly TextInput input;
    private readonly TextModelInputs inputs;
    private readonly string[] outputs;
    private readonly TokenPooling pooling;

    public OnnxTextEncoder(EmbeddingSpace space, OnnxSession session, TextInput input, string output, TokenPooling pooling)
        : base(space)
    {
        Session = session;
        this.inputs = new TextModelInputs(session, input.Tokenizer, input.MaxTokens);
        int most = Math.Min(input.MaxTokens, this.inputs.FixedLength ?? int.MaxValue);
        if (most <= input.Tokenizer.SpecialTokenCount)
        {
            throw new EncoderException($"{session.Path} takes {most} tokens, {input.Tokenizer.SpecialTokenCount} of which are special, expected more", session.Path);
        }

        this.input = input with { MaxTokens = most };
        this.outputs = [output];
        this.pooling = pooling;
    }

    public OnnxSession Session { get; }

    public override int PreferredBatch => 32;

    public int MaxTokens => input.MaxTokens - input.Tokenizer.SpecialTokenCount;

    public int CountTokens(ReadOnlySpan<char> text) =>
        input.Tokenizer.CountTokens(input.Prefix.Length == 0 && !input.Lowers ? text : Prepared(text.ToString()));

    /// <summary>English has four letters a token; a bad guess makes a batch a little longer.</summary>
    public override long CostOf(string input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Math.Clamp((input.Length / 4) + 1, 1, this.input.MaxTokens);
    }

    public override void Encode(ReadOnlySpan<string> inputs, Span<float> vectors, CancellationToken cancellationToken = default)
    {
        if (vectors.Length < (long)inputs.Length * Space.Dimensions)
        {
            throw new ArgumentException($"room for {vectors.Length} numbers, expected {(long)inputs.Length * Space.Dimensions}", nameof(vectors));
        }

        // One list of all tokens; texts in order of their length, so that a batch has little padding.
        var ids = new List<int>();
        var texts = new (int Start, int Count, int Row)[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = ids.Count;
            input.Tokenizer.Encode(Prepared(inputs[i]), ids, input.MaxTokens);
            if (ids.Count == start)
            {
                // A tokeniser without special tokens has none for an empty text, and a model none for no token.
                ids.Add(input.Tokenizer.PadId);
            }

            texts[i] = (start, ids.Count - start, i);
        }

        Array.Sort(texts, static (a, b) => a.Count != b.Count ? a.Count.CompareTo(b.Count) : a.Row.CompareTo(b.Row));
        for (int from = 0; from < texts.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int to = from + 1;
            while (to < texts.Length && to - from < Math.Min(MaxBatch, this.inputs.MaxBatch) && (long)this.inputs.PaddedLength(texts[to].Count) * (to - from + 1) <= MaxBatchTokens)
            {
                to++;
            }

            EncodeBatch(texts.AsSpan(from..to), CollectionsMarshal.AsSpan(ids), vectors);
            from = to;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Session.Dispose();
        }

        base.Dispose(disposing);
    }

    private void EncodeBatch(ReadOnlySpan<(int Start, int Count, int Row)> texts, ReadOnlySpan<int> ids, Span<float> vectors)
    {
        using OnnxResult result = Session.Run(inputs.Batch(texts, ids), outputs);
        OnnxValueInfo info = result.Info(0);
        ReadOnlySpan<float> values = result.Floats(0);
        int dimensions = Space.Dimensions;
        bool isPooled = pooling == TokenPooling.None;
        int length = isPooled || info.Shape.Length != 3 ? 1 : (int)info.Shape[1];
        bool fits = info.Shape.Length == (isPooled ? 2 : 3) && info.Shape[0] == texts.Length && info.Shape[^1] == dimensions && length >= (isPooled ? 1 : texts[^1].Count);
        if (!fits)
        {
            throw new EncoderException(
                $"{Session.Path} gives {info} for {texts.Length} texts of {texts[^1].Count} tokens, expected [{texts.Length}, {(isPooled ? "" : "tokens, ")}{dimensions}]", Session.Path,
                hint: "the settings output and pooling of the model's manifest do not suit it");
        }

        for (int i = 0; i < texts.Length; i++)
        {
            Span<float> vector = vectors.Slice(texts[i].Row * dimensions, dimensions);
            ReadOnlySpan<float> own = values.Slice(i * length * dimensions, (isPooled ? 1 : texts[i].Count) * dimensions);
            if (isPooled)
            {
                own.CopyTo(vector);
            }
            else
            {
                Pooling.Tokens(own, pooling, vector);
            }

            UnitVectors.Normalize(vector, Session.Path);
        }
    }

    private string Prepared(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string whole = input.Prefix + text;
        if (!input.Lowers)
        {
            return whole;
        }

        var lower = new StringBuilder(whole.Length);
        foreach (Rune rune in whole.EnumerateRunes())
        {
            lower.Append(new Rune(UnicodeCharacter.ToLower(rune.Value)).ToString());
        }

        return lower.ToString();
    }
}
