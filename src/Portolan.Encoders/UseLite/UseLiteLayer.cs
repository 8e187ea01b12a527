namespace Portolan.Encoders.UseLite;

/// <summary>One layer of the transformer.</summary>
/// <param name="width">Numbers of a token that come in: 256 for the first layer, 512 for the second; 512 go out.</param>
/// <param name="scale">What queries are multiplied by, one number.</param>
/// <param name="attentionNorm">Before attention.</param>
/// <param name="attention">To queries, keys and values [width, 3 · width].</param>
/// <param name="joining">From the joined heads [width, 512].</param>
/// <param name="forwardNorm">Before the two dense layers.</param>
/// <param name="up">[512, 1536].</param>
/// <param name="down">[1536, 512].</param>
internal sealed unsafe class UseLiteLayer(int width, float* scale, Norm attentionNorm, Dense attention, Dense joining, Norm forwardNorm, Dense up, Dense down)
{
    /// <summary>Heads of attention.</summary>
    public const int Heads = 4;

    public int Width { get; } = width;

    public int HeadWidth => Width / Heads;

    public float Scale => *scale;

    public Norm AttentionNorm { get; } = attentionNorm;

    public Dense Attention { get; } = attention;

    public Dense Joining { get; } = joining;

    public Norm ForwardNorm { get; } = forwardNorm;

    public Dense Up { get; } = up;

    public Dense Down { get; } = down;
}
