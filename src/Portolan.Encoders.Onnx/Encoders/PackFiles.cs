using System.Globalization;
using Portolan.Encoders.Images;
using Portolan.Encoders.Models;
using Portolan.Storage;
using Portolan.Text.Tokenizers;

namespace Portolan.Encoders.Onnx.Encoders;

/// <summary>Reads from a pack what encoders are made of, each file checked against the manifest first.</summary>
internal sealed class PackFiles(ModelPack pack)
{
    private const int LargestMaxTokens = 1 << 20;
    private const int UsualMaxTokens = 512;

    public string? Setting(string key) => pack.Manifest.Settings.TryGetValue(key, out string? value) ? value : null;

    /// <summary>Opens the model that a setting names.</summary>
    public OnnxSession Session(string key, OnnxSessionOptions options)
    {
        string model = Setting(key) ?? throw Wrong($"no setting {key}", "the path of a .onnx file");
        string path = Path.Combine(pack.Directory, model);
        if (pack.Manifest.Files.All(file => file.Path != model))
        {
            throw Wrong($"the setting {key}={model}, which is none of its files", "the path of one");
        }

        bool hasExternalData = false;
        foreach (ModelFile file in pack.Manifest.Files.Where(file => IsExternalData(file.Path, model)))
        {
            pack.MapFile(file.Path).Dispose();
            hasExternalData = true;
        }

        using MappedFile mapped = pack.MapFile(model);
        return hasExternalData || mapped.Length > int.MaxValue
            ? OnnxSession.Open(path, options)
            : OnnxSession.Open(mapped.Span(0, (int)mapped.Length), path, options);
    }

    /// <summary>The output that a setting names, or the only one.</summary>
    public string Output(string key, OnnxSession session)
    {
        string name = Setting(key) ?? (session.Outputs.Length == 1 ? session.Outputs[0].Name : throw Wrong($"no setting {key}", $"one of {string.Join(", ", session.Outputs.Select(output => output.Name))}"));
        return session.Outputs.Any(output => output.Name == name)
            ? name
            : throw new EncoderException($"{session.Path} has no output {name}, which the setting {key} names; there are: {string.Join(", ", session.Outputs)}", session.Path);
    }

    public TextInput TextInput()
    {
        TextTokenizer tokenizer;
        try
        {
            tokenizer = TextTokenizer.Load(Find, pack.Directory);
        }
        catch (StorageException exception)
        {
            throw new EncoderException(exception.Message, exception.Path, exception.Offset, exception.Hint, exception);
        }

        // What tokenizer.json says of cutting is how someone once called it; the libraries go by the model's configuration too.
        int most = Number("max-tokens") ?? tokenizer.MaxTokens ?? UsualMaxTokens;
        if (most <= tokenizer.SpecialTokenCount)
        {
            throw Wrong($"room for {most} tokens, {tokenizer.SpecialTokenCount} of which are special", "more");
        }

        return new TextInput(tokenizer, most, Setting("prefix") ?? "", Setting("lower-case") == "true");
    }

    public TokenPooling TokenPooling() => Setting("pooling") switch
    {
        null or "none" => Encoders.TokenPooling.None,
        "mean" => Encoders.TokenPooling.Mean,
        "cls" => Encoders.TokenPooling.First,
        "last" => Encoders.TokenPooling.Last,
        "max" => Encoders.TokenPooling.Max,
        "weighted-mean" => Encoders.TokenPooling.WeightedMean,
        string other => throw Wrong($"the setting pooling={other}", "mean, cls, last, max, weighted-mean or none"),
    };

    /// <summary>Whether an image model's first vector stands for the picture; else their mean does.</summary>
    public bool PoolsFirst() => Setting("pooling") switch
    {
        null or "none" or "cls" => true,
        "mean" => false,
        string other => throw Wrong($"the setting pooling={other}", "mean, cls or none"),
    };

    public ImagePreprocessor Preprocessor()
    {
        byte[] json = Find(ImagePreprocessor.FileName) ?? throw Wrong($"no {ImagePreprocessor.FileName}", "one, which says how pictures are prepared");
        return ImagePreprocessor.Read(json, Path.Combine(pack.Directory, ImagePreprocessor.FileName));
    }

    private static bool IsExternalData(string path, string model) =>
        path.StartsWith(model + "_data", StringComparison.Ordinal) || path.StartsWith(model + ".data", StringComparison.Ordinal);

    /// <summary>A file by its name: at the root of the pack, else beside the model.</summary>
    private byte[]? Find(string name)
    {
        string model = Setting("model") ?? Setting("text-model") ?? "";
        string beside = model[..(model.LastIndexOf('/') + 1)] + name;
        ModelFile? found = pack.Manifest.Files.FirstOrDefault(file => file.Path == name) ?? pack.Manifest.Files.FirstOrDefault(file => file.Path == beside);
        return found is null ? null : pack.ReadFile(found.Path);
    }

    private int? Number(string key) =>
        Setting(key) is not string text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= LargestMaxTokens ? value
        : throw Wrong($"the setting {key}={text}", $"1 to {LargestMaxTokens}");

    private EncoderException Wrong(string found, string expected) =>
        new($"the model {pack.Manifest.Name} has {found}, expected {expected}", pack.Directory, hint: "add the model again: portolan models add, or models pull");
}
