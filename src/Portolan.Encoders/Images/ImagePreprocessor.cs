using Portolan.Encoders.Images.Resampling;

namespace Portolan.Encoders.Images;

/// <summary>Turns pictures into the input of a vision model, as a Hugging Face <c>preprocessor_config.json</c> says.</summary>
/// <remarks>Resize, centre crop, rescale, normalise, each where the file asks for it. Immutable and thread-safe.</remarks>
public sealed class ImagePreprocessor
{
    /// <summary>The file's name in a model's directory.</summary>
    public const string FileName = "preprocessor_config.json";

    private readonly PreprocessorConfig config;
    private readonly float[] levels;

    private ImagePreprocessor(PreprocessorConfig config)
    {
        this.config = config;
        Width = config.CropWidth ?? config.ResizeWidth!.Value;
        Height = config.CropHeight ?? config.ResizeHeight!.Value;
        levels = Levels(config);
    }

    /// <summary>Pixels in a row of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>Numbers of a result: 3 × <see cref="Height"/> × <see cref="Width"/>.</summary>
    public int Length => 3 * Width * Height;

    /// <summary>The short side that a picture needs at least: what <see cref="ImageLimits.SufficientSide"/> may be; 0 when the picture is not resized.</summary>
    public int SufficientSide => config.ResizeShortest ?? Math.Max(config.ResizeWidth ?? 0, config.ResizeHeight ?? 0);

    /// <summary>Reads the settings.</summary>
    /// <param name="json">The bytes of a <c>preprocessor_config.json</c>.</param>
    /// <param name="path">The file's name, for errors.</param>
    /// <exception cref="EncoderException">Not JSON, a value of another kind than expected or out of range, or the pictures would differ in size.</exception>
    public static ImagePreprocessor Read(ReadOnlySpan<byte> json, string? path = null) => new(PreprocessorConfig.Parse(json, path));

    /// <summary>Turns a picture into <c>(3, height, width)</c> row-major float32: the red plane, the green, the blue.</summary>
    /// <param name="image">A picture of any size.</param>
    /// <param name="tensor">Receives <see cref="Length"/> numbers.</param>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> is shorter.</exception>
    /// <exception cref="EncoderException">The picture is so narrow that its resized side is longer than 65,535.</exception>
    public void Process(PixelImage image, Span<float> tensor)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (tensor.Length < Length)
        {
            throw new ArgumentException($"room for {tensor.Length} numbers, expected {Length}", nameof(tensor));
        }

        PixelImage sized = ImageResize.CenterCrop(Resize(image), Width, Height);
        ReadOnlySpan<byte> pixels = sized.Pixels.Span;
        int plane = Width * Height;
        for (int channel = 0; channel < 3; channel++)
        {
            ReadOnlySpan<float> values = levels.AsSpan(channel * 256, 256);
            Span<float> target = tensor.Slice(channel * plane, plane);
            int at = channel;
            for (int i = 0; i < target.Length; i++, at += 3)
            {
                target[i] = values[pixels[at]];
            }
        }
    }

    private PixelImage Resize(PixelImage image)
    {
        if (config.ResizeShortest is int shortest)
        {
            (int width, int height) = ImageResize.ShortestEdge(image.Width, image.Height, shortest);
            if (Math.Max(width, height) > ushort.MaxValue)
            {
                throw new EncoderException($"a picture of {image.Width} × {image.Height} pixels has {Math.Max(width, height)} on the long side when the short one is {shortest}, expected at most {ushort.MaxValue}");
            }

            return ImageResize.Resize(image, width, height, config.Filter);
        }

        return config.ResizeWidth is int fixedWidth ? ImageResize.Resize(image, fixedWidth, config.ResizeHeight!.Value, config.Filter) : image;
    }

    /// <summary>What each of the 256 levels of a channel becomes: a product in double rounded to float, then float arithmetic, as NumPy does it.</summary>
    private static float[] Levels(PreprocessorConfig config)
    {
        float[] levels = new float[3 * 256];
        for (int channel = 0; channel < 3; channel++)
        {
            for (int level = 0; level < 256; level++)
            {
                float value = config.Rescale is double factor ? (float)(level * factor) : level;
                levels[(channel * 256) + level] = config.Normalize ? (value - (float)config.Mean[channel]) / (float)config.Deviation[channel] : value;
            }
        }

        return levels;
    }
}
