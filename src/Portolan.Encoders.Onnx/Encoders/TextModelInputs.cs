using Portolan.Text.Tokenizers;

namespace Portolan.Encoders.Onnx.Encoders;

/// <summary>Fills the inputs that a model of texts has: numbers of tokens, which of them count, types, positions.</summary>
/// <remarks>A picture beside them, in models with both halves in one file, is given as zeros.</remarks>
internal sealed class TextModelInputs
{
    private const int LargestLength = 1 << 16;
    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Types = "token_type_ids";
    private const string Positions = "position_ids";
    private readonly OnnxSession session;
    private readonly int padId;
    private readonly int fill;
    private readonly OnnxTensor? picture;

    public TextModelInputs(OnnxSession session, TextTokenizer tokenizer, int maxTokens)
    {
        this.session = session;
        this.padId = tokenizer.PadId;
        OnnxValueInfo ids = session.Inputs.FirstOrDefault(input => input.Name == Ids)
            ?? throw new EncoderException($"{session.Path} has no input {Ids}; there are: {string.Join(", ", session.Inputs)}", session.Path, hint: "the model does not encode texts, or was not exported as Hugging Face's are");
        foreach (OnnxValueInfo input in session.Inputs)
        {
            bool isTokens = input.Name is Ids or Mask or Types or Positions && input.Shape.Length == 2 && input.ElementType is OnnxElementType.Int64 or OnnxElementType.Int32;
            if (!isTokens && input.Name != PictureInput.Name)
            {
                throw new EncoderException(
                    $"{session.Path} needs {input}, expected {Ids}, {Mask}, {Types} or {Positions}, integers [texts, tokens]", session.Path, hint: "the model does not encode texts, or was not exported as Hugging Face's are");
            }
        }

        this.picture = session.Inputs.FirstOrDefault(input => input.Name == PictureInput.Name) is OnnxValueInfo pixels ? PictureInput.Nothing(pixels, session.Path) : null;
        MaxBatch = ids.Shape[0] < 0 ? int.MaxValue : 1;
        if (ids.Shape[0] > 1)
        {
            throw new EncoderException($"{session.Path} declares {ids}, expected any number of texts, or 1", session.Path);
        }

        FixedLength = ids.Shape[1] switch
        {
            < 0 => null,
            > LargestLength => throw new EncoderException($"{session.Path} declares {ids}, expected at most {LargestLength} tokens", session.Path),
            long length => (int)length,
        };
        this.fill = FixedLength ?? (tokenizer.FixedLength is int fill ? Math.Min(fill, maxTokens) : 0);
    }

    /// <summary>Most texts that a run takes.</summary>
    public int MaxBatch { get; }

    /// <summary>The one length that the model takes, or null.</summary>
    public int? FixedLength { get; }

    /// <summary>How many tokens each text of a batch is filled up to.</summary>
    /// <param name="longest">Tokens of its longest text.</param>
    public int PaddedLength(int longest) => Math.Max(longest, fill);

    /// <summary>The inputs for some texts, in order of their length.</summary>
    public List<OnnxTensor> Batch(ReadOnlySpan<(int Start, int Count, int Row)> texts, ReadOnlySpan<int> ids)
    {
        int length = PaddedLength(texts[^1].Count);
        long[] tokens = new long[texts.Length * length];
        long[] mask = new long[tokens.Length];
        tokens.AsSpan().Fill(padId);
        for (int i = 0; i < texts.Length; i++)
        {
            ReadOnlySpan<int> own = ids.Slice(texts[i].Start, texts[i].Count);
            for (int j = 0; j < own.Length; j++)
            {
                tokens[(i * length) + j] = own[j];
            }

            mask.AsSpan(i * length, own.Length).Fill(1);
        }

        var tensors = new List<OnnxTensor>(session.Inputs.Length);
        foreach (OnnxValueInfo input in session.Inputs)
        {
            tensors.Add(input.Name switch
            {
                Ids => Integers(input, tokens, texts.Length, length),
                Mask => Integers(input, mask, texts.Length, length),
                Types => Integers(input, new long[tokens.Length], texts.Length, length),
                Positions => Integers(input, PositionsOf(tokens.Length, length), texts.Length, length),
                _ => picture!,
            });
        }

        return tensors;
    }

    /// <summary>The shortest text there can be, for a run that is about a picture.</summary>
    public static List<OnnxTensor> Nothing(OnnxSession session)
    {
        var tensors = new List<OnnxTensor>();
        foreach (OnnxValueInfo input in session.Inputs.Where(input => input.Name is Ids or Mask or Types or Positions))
        {
            int length = input.Shape.Length == 2 && input.Shape[1] > 0 ? (int)Math.Min(input.Shape[1], LargestLength) : 1;
            long[] values = new long[length];
            values.AsSpan().Fill(input.Name == Mask ? 1 : 0);
            tensors.Add(Integers(input, values, 1, length));
        }

        return tensors;
    }

    private static OnnxTensor Integers(OnnxValueInfo input, long[] values, int rows, int length) =>
        input.ElementType == OnnxElementType.Int32
            ? OnnxTensor.Input<int>(input.Name, Array.ConvertAll(values, value => (int)value), rows, length)
            : OnnxTensor.Input<long>(input.Name, values, rows, length);

    private static long[] PositionsOf(int count, int length)
    {
        long[] positions = new long[count];
        for (int i = 0; i < count; i++)
        {
            positions[i] = i % length;
        }

        return positions;
    }
}
