using Portolan.Encoders.Images;

namespace Portolan.Encoders.Onnx.Encoders;

/// <summary>Encodes pictures: prepared as the model's preprocessor_config.json says, the model, pooling, length 1.</summary>
internal sealed class OnnxImageEncoder : Encoder<PixelImage>
{
    /// <summary>A picture is thousands of tokens' work; beyond some, a batch only costs memory.</summary>
    private const int MaxBatch = 8;

    /// <summary>Numbers of one run's input: 32 MB.</summary>
    private const int MaxBatchLength = 8 << 20;

    private readonly OnnxSession session;
    private readonly ImagePreprocessor preprocessor;
    private readonly OnnxValueInfo pixels;
    private readonly List<OnnxTensor> text;
    private readonly string[] outputs;
    private readonly bool poolsFirst;
    private readonly int maxBatch;

    public OnnxImageEncoder(EmbeddingSpace space, OnnxSession session, ImagePreprocessor preprocessor, string output, bool poolsFirst)
        : base(space)
    {
        this.session = session;
        this.preprocessor = preprocessor;
        this.outputs = [output];
        this.poolsFirst = poolsFirst;
        this.text = TextModelInputs.Nothing(session);
        OnnxValueInfo[] pictures = [.. session.Inputs.Where(input => text.All(tensor => tensor.Name != input.Name))];
        if (pictures.Length != 1)
        {
            throw new EncoderException($"{session.Path} has the inputs {string.Join(", ", session.Inputs)}, expected {PictureInput.Name}", session.Path);
        }

        this.pixels = pictures[0];
        PictureInput.Check(this.pixels, session.Path);
        bool fits = Math.Max(preprocessor.Width, preprocessor.Height) <= PictureInput.LargestSide
            && (this.pixels.Shape[2] < 0 || this.pixels.Shape[2] == preprocessor.Height) && (this.pixels.Shape[3] < 0 || this.pixels.Shape[3] == preprocessor.Width);
        if (!fits)
        {
            throw new EncoderException(
                $"{session.Path} declares {this.pixels}, but its {ImagePreprocessor.FileName} gives pictures of {preprocessor.Width} × {preprocessor.Height}, expected the same size, at most {PictureInput.LargestSide} a side", session.Path);
        }

        this.maxBatch = this.pixels.Shape[0] < 0 ? Math.Clamp(MaxBatchLength / preprocessor.Length, 1, MaxBatch) : 1;
    }

    public override int PreferredBatch => maxBatch;

    /// <summary>Reading a picture's pixels costs with its size; the model's work is the same for all.</summary>
    public override long CostOf(PixelImage input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return preprocessor.Length + ((long)input.Width * input.Height);
    }

    public override void Encode(ReadOnlySpan<PixelImage> inputs, Span<float> vectors, CancellationToken cancellationToken = default)
    {
        int dimensions = Space.Dimensions;
        if (vectors.Length < (long)inputs.Length * dimensions)
        {
            throw new ArgumentException($"room for {vectors.Length} numbers, expected {(long)inputs.Length * dimensions}", nameof(vectors));
        }

        float[] tensor = new float[(long)preprocessor.Length * Math.Min(maxBatch, inputs.Length)];
        while (!inputs.IsEmpty)
        {
            int count = Math.Min(maxBatch, inputs.Length);
            for (int i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                preprocessor.Process(inputs[i], tensor.AsSpan(i * preprocessor.Length, preprocessor.Length));
            }

            EncodeBatch(tensor, count, vectors);
            inputs = inputs[count..];
            vectors = vectors[(count * dimensions)..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            session.Dispose();
        }

        base.Dispose(disposing);
    }

    private void EncodeBatch(float[] tensor, int count, Span<float> vectors)
    {
        using OnnxResult result = session.Run([PictureInput.Of(pixels, tensor, count, preprocessor.Height, preprocessor.Width), .. text], outputs);
        OnnxValueInfo info = result.Info(0);
        ReadOnlySpan<float> values = result.Floats(0);
        int dimensions = Space.Dimensions;
        int rank = info.Shape.Length;

        // [pictures, d], [pictures, places, d], or [pictures, d, rows, columns].
        bool fits = rank is 2 or 3 or 4 && info.Shape[0] == count && info.Shape[rank == 4 ? 1 : rank - 1] == dimensions && values.Length > 0;
        if (!fits)
        {
            throw new EncoderException(
                $"{session.Path} gives {info} for {count} pictures, expected [{count}, {dimensions}], [{count}, places, {dimensions}] or [{count}, {dimensions}, rows, columns]", session.Path,
                hint: "the settings output and pooling of the model's manifest do not suit it");
        }

        int length = values.Length / count;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> own = values.Slice(i * length, length);
            Span<float> vector = vectors.Slice(i * dimensions, dimensions);
            if (rank == 4)
            {
                Pooling.Grid(own, vector);
            }
            else
            {
                Pooling.Tokens(own, poolsFirst ? TokenPooling.First : TokenPooling.Mean, vector);
            }

            UnitVectors.Normalize(vector, session.Path);
        }
    }
}
