namespace Portolan.Encoders.Models.HuggingFace;

/// <summary>The files of an export that matter: the model or models, and what lies beside them.</summary>
internal sealed class LayoutFiles
{
    private static readonly string[] Always =
    [
        "config.json", "preprocessor_config.json", "tokenizer_config.json", "special_tokens_map.json", "modules.json",
        "1_Pooling/config.json", "sentence_bert_config.json", "config_sentence_transformers.json", "README.md", "LICENSE", "LICENSE.txt", "LICENSE.md",
    ];

    /// <summary>Needed only where there is no tokenizer.json, which holds it all.</summary>
    private static readonly string[] WithoutTokenizer = ["vocab.txt", "vocab.json", "merges.txt", "sentencepiece.bpe.model", "spiece.model", "tokenizer.model"];

    private readonly IReadOnlyCollection<string> paths;

    private LayoutFiles(IReadOnlyCollection<string> paths) => this.paths = paths;

    /// <summary>The one model, or null where text and pictures have their own.</summary>
    public string? Model { get; private set; }

    /// <summary>The model of texts alone, or null.</summary>
    public string? Text { get; private set; }

    /// <summary>The model of pictures alone, or null.</summary>
    public string? Vision { get; private set; }

    public static LayoutFiles Choose(IReadOnlyCollection<string> paths, string variant, string place)
    {
        string ending = variant.Length == 0 ? ".onnx" : $"_{variant}.onnx";
        var files = new LayoutFiles(paths);
        string? text = files.Find("text_model" + ending, "onnx/");
        string? vision = files.Find("vision_model" + ending, "onnx/");
        if (text is not null && vision is not null)
        {
            files.Text = text;
            files.Vision = vision;
            return files;
        }

        files.Model = files.Find("model" + ending, "onnx/");
        if (files.Model is not null)
        {
            return files;
        }

        files.Text = text;
        files.Vision = vision;
        if (text is null && vision is null)
        {
            files.ChooseOnlyOne(variant, place);
        }

        return files;
    }

    /// <summary>The path of a file by its name: at the root, else in a folder, else beside the model.</summary>
    public string? Find(string name, string folder = "")
    {
        if (folder.Length > 0 && paths.Contains(folder + name))
        {
            return folder + name;
        }

        if (paths.Contains(name))
        {
            return name;
        }

        string model = Model ?? Text ?? Vision ?? "";
        string beside = model[..(model.LastIndexOf('/') + 1)] + name;
        return paths.Contains(beside) ? beside : null;
    }

    /// <summary>The files that hold weights of a model which is larger than one protobuf can be.</summary>
    public IEnumerable<string> ExternalData(string model) => paths.Where(path =>
        path.StartsWith(model + "_data", StringComparison.Ordinal) || path.StartsWith(model + ".data", StringComparison.Ordinal));

    /// <summary>All that a pack needs, in ordinal order.</summary>
    public IReadOnlyList<string> All()
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string model in new[] { Model, Text, Vision }.OfType<string>())
        {
            all.Add(model);
            all.UnionWith(ExternalData(model));
        }

        string? tokenizer = Find("tokenizer.json");
        IEnumerable<string> names = tokenizer is null ? Always.Concat(WithoutTokenizer) : Always.Append("tokenizer.json");
        all.UnionWith(names.Select(name => Find(name)).OfType<string>());
        return [.. all];
    }

    private void ChooseOnlyOne(string variant, string place)
    {
        string ending = variant.Length == 0 ? ".onnx" : $"_{variant}.onnx";
        string[] models = [.. paths.Where(path => path.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string[] texts = [.. models.Where(path => Name(path).StartsWith("text_model", StringComparison.Ordinal))];
        string[] visions = [.. models.Where(path => Name(path).StartsWith("vision_model", StringComparison.Ordinal))];
        if (models.Length == 2 && texts.Length == 1 && visions.Length == 1)
        {
            Text = texts[0];
            Vision = visions[0];
            return;
        }

        Model = models.Length switch
        {
            1 => models[0],
            0 => throw new EncoderException(
                $"{place} has no {(variant.Length == 0 ? "ONNX model" : $"model ending in {ending}")}; expected onnx/model{ending} or model{ending}",
                hint: "models must have been exported to ONNX; look for a folder named onnx"),
            _ => throw new EncoderException(
                $"{place} has {models.Length} ONNX models ({string.Join(", ", models.Take(8))}) and none is named model{ending}", hint: "leave just one there, or name a variant"),
        };
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
