using System.Collections.Immutable;
using System.Text.Json;

namespace Portolan.Encoders.Images.Resampling;

/// <summary>What a <c>preprocessor_config.json</c> says; widths and heights are null where the step is left out.</summary>
internal sealed record PreprocessorConfig
{
    private const int MaxSide = 4_096;

    public int? ResizeShortest { get; private init; }

    public int? ResizeWidth { get; private init; }

    public int? ResizeHeight { get; private init; }

    public ResizeFilter Filter { get; private init; }

    public int? CropWidth { get; private init; }

    public int? CropHeight { get; private init; }

    public double? Rescale { get; private init; }

    public bool Normalize { get; private init; }

    public ImmutableArray<double> Mean { get; private init; } = [];

    public ImmutableArray<double> Deviation { get; private init; } = [];

    public static PreprocessorConfig Parse(ReadOnlySpan<byte> json, string? path)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return new Fields(document.RootElement, path).Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what the framework throws for texts that are not UTF-8 or have half a surrogate pair.
            throw new EncoderException($"{path ?? ImagePreprocessor.FileName} is not JSON: {exception.Message}", path, innerException: exception);
        }
    }

    /// <summary>For fuzzing: an <see cref="EncoderException"/> is the only way to fail.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> json)
    {
        try
        {
            Parse(json, null);
        }
        catch (EncoderException)
        {
        }
    }

    /// <summary>One reading of one file.</summary>
    private readonly struct Fields(JsonElement root, string? path)
    {
        public PreprocessorConfig Read()
        {
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Wrong("the file", root, "an object");
            }

            foreach (string unknown in (string[])["do_pad", "do_color_quantize", "rescale_offset", "crop_pct"])
            {
                if (Find(unknown) is JsonElement { ValueKind: not JsonValueKind.False } value)
                {
                    throw Wrong(unknown, value, "false or nothing, because this step is not known here");
                }
            }

            string type = Find("image_processor_type") is JsonElement name ? Text(name) : Find("feature_extractor_type") is JsonElement old ? Text(old) : "CLIP";
            bool isClip = type.Contains("CLIP", StringComparison.Ordinal);
            var config = new PreprocessorConfig();
            if (Flag("do_resize", true))
            {
                config = Resize(config, isClip) with { Filter = Filter(isClip) };
            }

            if (Flag("do_center_crop", Find("crop_size") is not null))
            {
                (int? _, int width, int height) = Size("crop_size", shortest: false);
                config = config with { CropWidth = width, CropHeight = height };
            }

            if (config.CropWidth is null && config.ResizeWidth is null)
            {
                throw new EncoderException($"{Name} gives pictures of different sizes, expected do_center_crop or a size with height and width", path);
            }

            if (Flag("do_rescale", true))
            {
                config = config with { Rescale = Find("rescale_factor") is JsonElement factor ? Number("rescale_factor", factor) : 1 / 255.0 };
            }

            return Flag("do_normalize", true)
                ? config with { Normalize = true, Mean = Channels("image_mean"), Deviation = Channels("image_std") }
                : config;
        }

        private string Name => path ?? ImagePreprocessor.FileName;

        private PreprocessorConfig Resize(PreprocessorConfig config, bool isClip)
        {
            // A bare number meant the shorter side to CLIP's processor, and a square to those of ViT, DeiT and BEiT.
            (int? shortest, int width, int height) = Size("size", isClip);
            return shortest is null ? config with { ResizeWidth = width, ResizeHeight = height } : config with { ResizeShortest = shortest };
        }

        private ResizeFilter Filter(bool isClip)
        {
            if (Find("resample") is not JsonElement value)
            {
                return isClip ? ResizeFilter.Bicubic : ResizeFilter.Bilinear;
            }

            int number = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int found) ? found : -1;
            return number is >= (int)ResizeFilter.Lanczos and <= (int)ResizeFilter.Hamming ? (ResizeFilter)number
                : throw Wrong("resample", value, "1 (Lanczos), 2 (bilinear), 3 (bicubic), 4 (box) or 5 (Hamming)");
        }

        private (int? Shortest, int Width, int Height) Size(string key, bool shortest)
        {
            JsonElement value = Find(key) ?? throw new EncoderException($"{Name} has no {key}", path);
            if (value.ValueKind == JsonValueKind.Number)
            {
                int side = Side(key, value);
                return (shortest ? side : null, side, side);
            }

            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("height", out JsonElement height) && value.TryGetProperty("width", out JsonElement width))
            {
                return (null, Side(key, width), Side(key, height));
            }

            return value.ValueKind == JsonValueKind.Object && key == "size" && value.TryGetProperty("shortest_edge", out JsonElement edge) && !value.TryGetProperty("longest_edge", out _)
                ? (Side(key, edge), 0, 0)
                : throw Wrong(key, value, "a number, {\"height\", \"width\"} or, for size, {\"shortest_edge\"}");
        }

        private int Side(string key, JsonElement value) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int side) && side is > 0 and <= MaxSide ? side
            : throw Wrong(key, value, $"1 to {MaxSide} pixels");

        private ImmutableArray<double> Channels(string key)
        {
            JsonElement value = Find(key) ?? throw new EncoderException($"{Name} has no {key}, which do_normalize needs", path);
            if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 3)
            {
                throw Wrong(key, value, "three numbers");
            }

            var numbers = ImmutableArray.CreateBuilder<double>(3);
            foreach (JsonElement item in value.EnumerateArray())
            {
                double number = Number(key, item);
                numbers.Add(key == "image_std" && (float)number == 0 ? throw Wrong(key, item, "a number other than 0") : number);
            }

            return numbers.MoveToImmutable();
        }

        private bool Flag(string key, bool absent) => Find(key) is not JsonElement value ? absent
            : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
            : throw Wrong(key, value, "true or false");

        private double Number(string key, JsonElement value) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite((float)number) ? number
            : throw Wrong(key, value, "a finite number");

        private string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong("image_processor_type", value, "a text");

        private JsonElement? Find(string key) => root.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

        private EncoderException Wrong(string key, JsonElement found, string expected)
        {
            string text = found.GetRawText();
            return new EncoderException($"{Name}: {key} is {(text.Length > 60 ? text[..60] + "..." : text)}, expected {expected}", path);
        }
    }
}
