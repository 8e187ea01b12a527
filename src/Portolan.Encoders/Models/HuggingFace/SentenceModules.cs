using System.Text.Json;

namespace Portolan.Encoders.Models.HuggingFace;

/// <summary>What sentence-transformers writes beside a model: modules, pooling, prompts.</summary>
internal static class SentenceModules
{
    private const int MaxPrefix = 4096;

    private static readonly (string Key, string Pooling)[] Modes =
    [
        ("pooling_mode_mean_tokens", "mean"),
        ("pooling_mode_cls_token", "cls"),
        ("pooling_mode_max_tokens", "max"),

        // A sum over the square root of the count: the mean times a number, the same once it has length 1.
        ("pooling_mode_mean_sqrt_len_tokens", "mean"),
        ("pooling_mode_weightedmean_tokens", "weighted-mean"),
        ("pooling_mode_lasttoken", "last"),
    ];

    /// <summary>How vectors of tokens become one: as 1_Pooling/config.json says, else their mean.</summary>
    public static string Pooling(LayoutConfigs configs)
    {
        RefuseDense(configs);
        if (configs.Object("1_Pooling/config.json") is not JsonElement pooling)
        {
            return "mean";
        }

        string path = configs.PathOf("1_Pooling/config.json");
        if (pooling.TryGetProperty("pooling_mode", out JsonElement mode) && mode.ValueKind == JsonValueKind.String)
        {
            string name = mode.GetString()!;
            return name switch
            {
                "mean" or "cls" or "max" => name,
                "mean_sqrt_len_tokens" => "mean",
                "weightedmean" => "weighted-mean",
                "lasttoken" => "last",
                _ => throw new EncoderException($"{path} has the pooling {name}, expected mean, cls, max, weightedmean or lasttoken", path),
            };
        }

        string[] chosen = [.. Modes.Where(entry => pooling.TryGetProperty(entry.Key, out JsonElement value) && value.ValueKind == JsonValueKind.True).Select(entry => entry.Pooling)];
        return chosen.Length == 1
            ? chosen[0]
            : throw new EncoderException($"{path} chooses {chosen.Length} ways of pooling, expected one", path, hint: "vectors that are joined of several poolings are not supported");
    }

    /// <summary>The text that goes before each text, and whether texts are lower-cased first.</summary>
    public static void AddTextSettings(LayoutConfigs configs, Dictionary<string, string> settings)
    {
        if (configs.Object("sentence_bert_config.json") is JsonElement sentence
            && sentence.TryGetProperty("do_lower_case", out JsonElement lower) && lower.ValueKind == JsonValueKind.True)
        {
            settings["lower-case"] = "true";
        }

        if (configs.Object("config_sentence_transformers.json") is JsonElement transformers
            && transformers.TryGetProperty("default_prompt_name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            && transformers.TryGetProperty("prompts", out JsonElement prompts) && prompts.ValueKind == JsonValueKind.Object
            && prompts.TryGetProperty(name.GetString()!, out JsonElement prompt) && prompt.ValueKind == JsonValueKind.String
            && prompt.GetString() is { Length: > 0 and <= MaxPrefix } prefix)
        {
            settings["prefix"] = prefix;
        }
    }

    /// <summary>A dense layer has its weights in a file of its own, which is not part of the ONNX model; without it vectors would be wrong.</summary>
    private static void RefuseDense(LayoutConfigs configs)
    {
        if (configs.Root("modules.json") is not JsonElement { ValueKind: JsonValueKind.Array } modules)
        {
            return;
        }

        foreach (JsonElement module in modules.EnumerateArray())
        {
            if (module.ValueKind == JsonValueKind.Object && module.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
                && type.GetString()!.Split('.')[^1] is string kind && kind is not ("Transformer" or "Pooling" or "Normalize"))
            {
                throw new EncoderException(
                    $"{configs.PathOf("modules.json")} has a module {kind}, expected Transformer, Pooling and Normalize", configs.PathOf("modules.json"),
                    hint: "export the whole of it to ONNX, so that the model has an output sentence_embedding");
            }
        }
    }
}
