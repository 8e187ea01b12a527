using System.Globalization;
using System.Text.Json;

namespace Portolan.Encoders.Models.HuggingFace;

/// <summary>Derives from an export's configurations what its encoders need.</summary>
/// <remarks>
/// Settings that it writes: <c>model</c>, or <c>text-model</c> and <c>image-model</c> (paths); <c>output</c>, or <c>text-output</c> and
/// <c>image-output</c>; <c>pooling</c>; <c>max-tokens</c>; <c>prefix</c>; <c>lower-case</c>.
/// </remarks>
internal static class LayoutReader
{
    /// <summary>tokenizer_config.json says 1e30 where nobody set a limit.</summary>
    private const double LargestMaxTokens = 1 << 20;

    private static readonly string[] SentenceOutputs = ["sentence_embedding", "text_embeds"];
    private static readonly string[] TokenOutputs = ["last_hidden_state", "token_embeddings"];
    private static readonly string[] ImageOutputs = ["image_embeds", "pooler_output", "last_hidden_state"];

    public static Derived Read(LayoutConfigs configs, LayoutFiles files)
    {
        JsonElement config = configs.Config!.Value;
        bool hasText = config.TryGetProperty("text_config", out JsonElement text) && text.ValueKind == JsonValueKind.Object;
        bool hasVision = config.TryGetProperty("vision_config", out _);
        return files is { Text: not null, Vision: not null } || (hasText && hasVision && files.Model is not null) ? Clip(configs, files, hasText ? text : config)
            : files.Vision is not null ? Image(configs, files.Vision)
            : files.Text is not null ? Text(configs, files.Text)
            : HasTokenizer(files) ? Text(configs, files.Model!)
            : configs.Object("preprocessor_config.json") is not null ? Image(configs, files.Model!)
            : throw new EncoderException(
                $"{configs.Directory} has neither a tokenizer (tokenizer.json, vocab.txt, or vocab.json with merges.txt) nor a preprocessor_config.json, so it cannot be told whether it encodes text or pictures",
                configs.Directory, hint: "take the whole repository of the model, not the .onnx file alone");
    }

    private static bool HasTokenizer(LayoutFiles files) =>
        files.Find("tokenizer.json") is not null || files.Find("vocab.txt") is not null || files.Find("vocab.json") is not null
        || files.Find("sentencepiece.bpe.model") is not null;

    private static Derived Text(LayoutConfigs configs, string model)
    {
        string path = configs.PathOf(model);
        IReadOnlyList<OnnxValue> outputs = OnnxOutputs.Read(path);
        OnnxValue? sentence = Named(outputs, SentenceOutputs);
        OnnxValue output = sentence
            ?? Named(outputs, TokenOutputs)
            ?? outputs.FirstOrDefault(value => value.Rank == 3 && value.Name != "logits")
            ?? Named(outputs, ["pooler_output"])
            ?? throw NoOutput(path, outputs, "sentence_embedding, text_embeds, last_hidden_state or token_embeddings");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["model"] = model,
            ["output"] = output.Name,
            ["pooling"] = sentence is not null || output.Name == "pooler_output" ? "none" : SentenceModules.Pooling(configs),
        };
        AddMaxTokens(settings, configs, configs.Config!.Value);
        SentenceModules.AddTextSettings(configs, settings);
        return new Derived("onnx-text", Dimensions(configs, output, path, ["hidden_size", "dim", "d_model", "n_embd"], configs.Config!.Value), ["text"], settings);
    }

    private static Derived Clip(LayoutConfigs configs, LayoutFiles files, JsonElement text)
    {
        string textModel = files.Text ?? files.Model!;
        string visionModel = files.Vision ?? files.Model!;
        bool isOne = textModel == visionModel;
        string textPath = configs.PathOf(textModel);
        string visionPath = configs.PathOf(visionModel);
        IReadOnlyList<OnnxValue> textOutputs = OnnxOutputs.Read(textPath);
        IReadOnlyList<OnnxValue> visionOutputs = isOne ? textOutputs : OnnxOutputs.Read(visionPath);
        OnnxValue textOutput = Named(textOutputs, isOne ? ["text_embeds"] : ["text_embeds", "pooler_output"])
            ?? throw NoOutput(textPath, textOutputs, "text_embeds");
        OnnxValue imageOutput = Named(visionOutputs, isOne ? ["image_embeds"] : ["image_embeds", "pooler_output"])
            ?? throw NoOutput(visionPath, visionOutputs, "image_embeds");
        JsonElement config = configs.Config!.Value;
        string[] names = ["projection_dim", "hidden_size"];
        int dimensions = Dimensions(configs, textOutput, textPath, names, config, text);
        int image = Dimensions(configs, imageOutput, visionPath, names, config, config.TryGetProperty("vision_config", out JsonElement vision) ? vision : config);
        if (dimensions != image)
        {
            throw new EncoderException($"{textPath} gives {dimensions} numbers for a text and {visionPath} {image} for a picture, expected one number for both", configs.Directory);
        }

        if (!HasTokenizer(files))
        {
            throw new EncoderException($"{configs.Directory} has no tokenizer for its model of texts; expected tokenizer.json, or vocab.json with merges.txt", configs.Directory);
        }

        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["text-model"] = textModel,
            ["image-model"] = visionModel,
            ["text-output"] = textOutput.Name,
            ["image-output"] = imageOutput.Name,
        };
        AddMaxTokens(settings, configs, text);
        return new Derived("onnx-clip", dimensions, ["image", "text"], settings);
    }

    private static Derived Image(LayoutConfigs configs, string model)
    {
        string path = configs.PathOf(model);
        IReadOnlyList<OnnxValue> outputs = OnnxOutputs.Read(path);
        OnnxValue output = Named(outputs, ImageOutputs)
            ?? (outputs.Count == 1 ? outputs[0] : throw NoOutput(path, outputs, "image_embeds, pooler_output or last_hidden_state"));
        JsonElement config = configs.Config!.Value;
        string pooling = output.Rank switch
        {
            2 => "none",
            // The first of a transformer's vectors is the class token; a grid of features is averaged.
            3 => "cls",
            4 => "mean",
            _ => output.Name == "last_hidden_state" ? (config.TryGetProperty("hidden_sizes", out _) ? "mean" : "cls") : "none",
        };
        if (output.Name == "logits" && output.Rank == 2)
        {
            // What a classifier says of a picture is a description too, if a coarse one; some exports give nothing else.
            pooling = "none";
        }

        int dimensions = Dimensions(configs, output, path, output.Name == "logits" ? ["num_labels"] : ["hidden_size", "embed_dim", "num_features"], config);
        return new Derived("onnx-image", dimensions, ["image"], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["model"] = model,
            ["output"] = output.Name,
            ["pooling"] = pooling,
        });
    }

    /// <summary>The numbers in a vector: as the model's file declares them, else as a configuration does.</summary>
    private static int Dimensions(LayoutConfigs configs, OnnxValue output, string path, string[] names, params JsonElement[] places)
    {
        long declared = output.Rank switch
        {
            2 or 3 => output.Shape![^1],
            4 => output.Shape![1],
            _ => -1,
        };
        if (declared < 0 && configs.Object("1_Pooling/config.json") is JsonElement pooling)
        {
            declared = Integer(pooling, "word_embedding_dimension");
        }

        foreach (JsonElement place in places)
        {
            if (place.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            foreach (string name in names)
            {
                declared = declared < 0 ? Integer(place, name) : declared;
            }

            // ResNet and its like list the widths of their stages; the last is that of what they give.
            if (declared < 0 && place.TryGetProperty("hidden_sizes", out JsonElement sizes) && sizes.ValueKind == JsonValueKind.Array && sizes.GetArrayLength() > 0
                && sizes[sizes.GetArrayLength() - 1] is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int last))
            {
                declared = last;
            }
        }

        return declared is > 0 and <= EmbeddingSpace.MaxDimensions
            ? (int)declared
            : throw new EncoderException(
                declared < 0 ? $"neither {path} nor its config.json says how many numbers the output {output.Name} has" : $"{path} declares {declared} numbers for the output {output.Name}, expected 1 to {EmbeddingSpace.MaxDimensions}",
                path);
    }

    /// <summary>Notes the smallest of the limits that the files name, if they name one; special tokens are counted.</summary>
    private static void AddMaxTokens(Dictionary<string, string> settings, LayoutConfigs configs, JsonElement model)
    {
        double limit = double.PositiveInfinity;
        if (configs.Object("sentence_bert_config.json") is JsonElement sentence)
        {
            limit = Math.Min(limit, Positive(sentence, "max_seq_length"));
        }

        if (configs.Object("tokenizer_config.json") is JsonElement tokenizer)
        {
            limit = Math.Min(limit, Positive(tokenizer, "model_max_length"));
        }

        // RoBERTa and its descendants number positions from the padding token's number plus one.
        double positions = Positive(model, "max_position_embeddings");
        string type = model.TryGetProperty("model_type", out JsonElement kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString()! : "";
        bool isShifted = type is "roberta" or "xlm-roberta" or "camembert" or "mpnet" or "xlm-roberta-xl" or "longformer" or "xmod";
        limit = Math.Min(limit, isShifted ? positions - 1 - Math.Max(0, Integer(model, "pad_token_id")) : positions);
        if (limit is >= 1 and <= LargestMaxTokens)
        {
            settings["max-tokens"] = ((int)limit).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static OnnxValue? Named(IReadOnlyList<OnnxValue> outputs, string[] names) =>
        names.Select(name => outputs.FirstOrDefault(output => output.Name == name)).FirstOrDefault(output => output is not null);

    private static int Integer(JsonElement place, string name) =>
        place.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : -1;

    private static double Positive(JsonElement place, string name) =>
        place.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 1 and double number ? number : double.PositiveInfinity;

    private static EncoderException NoOutput(string path, IReadOnlyList<OnnxValue> outputs, string expected) =>
        new($"{path} has the outputs {string.Join(", ", outputs.Take(8).Select(output => output.Name))}, expected {expected}", path,
            hint: "the model must have been exported for feature extraction, not for classification or generation");
}
