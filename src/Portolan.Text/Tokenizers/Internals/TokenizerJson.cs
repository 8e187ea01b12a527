using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Portolan.Storage;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Reads a tokenizer.json.</summary>
internal static class TokenizerJson
{
    private const int MaxAddedTokens = 1 << 16;

    /// <summary>Bounds the look-ahead at each place of a text; the longest published have some dozens of bytes.</summary>
    private const int MaxAddedBytes = 1024;

    private const int MaxSpecialTokens = 64;

    public static TokenizerDescription Read(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            return ReadChecked(bytes, name);
        }
        catch (JsonException exception)
        {
            throw TokenizerError.At(name, $"no valid JSON ({exception.Message})", "a tokenizer.json", exception.LineNumber is 0 ? exception.BytePositionInLine ?? -1 : -1, exception);
        }
        catch (InvalidOperationException exception)
        {
            // A string with half a surrogate pair, which JSON can spell and Unicode cannot.
            throw TokenizerError.At(name, $"no valid JSON ({exception.Message})", "a tokenizer.json", cause: exception);
        }
    }

    private static TokenizerDescription ReadChecked(ReadOnlySpan<byte> bytes, string name)
    {
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var reader = new Utf8JsonReader(bytes);
        var parts = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        ModelJson? model = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw TokenizerError.At(name, "no JSON object", "a tokenizer.json", 0);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (key == "model")
            {
                model = ModelJson.Read(ref reader, name);
                continue;
            }

            using JsonDocument value = JsonDocument.ParseValue(ref reader);
            parts[key] = value.RootElement.Clone();
        }

        TokenModel created = (model ?? throw TokenizerError.At(name, "no model", "an object \"model\"")).Create();
        JsonElement? truncation = Part(parts, "truncation");
        if (truncation is JsonElement cut && JsonValues.Text(cut, "direction") == "Left")
        {
            throw TokenizerError.Unsupported(name, "truncation", "from the left", "from the right");
        }

        JsonElement? padding = Part(parts, "padding");
        int? padId = padding is JsonElement pad ? JsonValues.Integer(pad, "pad_id") : null;
        int? fixedLength = padding is JsonElement fixedPad && JsonValues.Object(fixedPad, "strategy") is JsonElement strategy ? JsonValues.Integer(strategy, "Fixed") : null;
        return new TokenizerDescription
        {
            Name = name,
            Model = created,
            Normalizer = RuleJson.TextRule(Part(parts, "normalizer"), name),
            Words = RuleJson.WordRule(Part(parts, "pre_tokenizer"), name),
            Added = parts.TryGetValue("added_tokens", out JsonElement added) ? Added(added, name) : [],
            Special = Special(Part(parts, "post_processor"), name),
            MaxTokens = truncation is JsonElement limit && JsonValues.Integer(limit, "max_length") is > 0 and int most ? most : null,
            PadId = padId,
            FixedLength = fixedLength is > 0 ? fixedLength : null,
        };
    }

    private static JsonElement? Part(Dictionary<string, JsonElement> parts, string key) =>
        parts.TryGetValue(key, out JsonElement part) && part.ValueKind == JsonValueKind.Object ? part : null;

    private static List<AddedToken> Added(JsonElement json, string name)
    {
        var tokens = new List<AddedToken>();
        if (json.ValueKind != JsonValueKind.Array)
        {
            return tokens;
        }

        foreach (JsonElement token in json.EnumerateArray())
        {
            byte[] content = Encoding.UTF8.GetBytes(JsonValues.Text(token, "content") ?? "");
            if (JsonValues.Integer(token, "id") is not >= 0 || content.Length is 0 or > MaxAddedBytes || tokens.Count == MaxAddedTokens)
            {
                throw TokenizerError.At(name, $"added token {tokens.Count} has {content.Length} bytes or no number", $"a number and 1 to {MaxAddedBytes} bytes, at most {MaxAddedTokens} tokens");
            }

            tokens.Add(new AddedToken(
                JsonValues.Integer(token, "id")!.Value, content, JsonValues.Flag(token, "single_word", false), JsonValues.Flag(token, "lstrip", false),
                JsonValues.Flag(token, "rstrip", false), JsonValues.Flag(token, "normalized", true)));
        }

        return tokens;
    }

    private static SpecialTokens Special(JsonElement? json, string name)
    {
        if (json is not JsonElement processor)
        {
            return SpecialTokens.None;
        }

        string type = JsonValues.Text(processor, "type") ?? "";
        switch (type)
        {
            case "ByteLevel":
                return SpecialTokens.None;
            case "BertProcessing" or "RobertaProcessing":
                return new SpecialTokens([PairId(processor, "cls", name)], [PairId(processor, "sep", name)]);
            case "TemplateProcessing":
                return Template(processor, name);
            case "Sequence":
                SpecialTokens all = SpecialTokens.None;
                foreach (JsonElement step in JsonValues.List(processor, "processors"))
                {
                    SpecialTokens inner = Special(step, name);
                    all = new SpecialTokens([.. inner.Before, .. all.Before], [.. all.After, .. inner.After]);
                    CheckCount(all, name);
                }

                return all;
            default:
                throw TokenizerError.Unsupported(name, "post_processor", type, "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel or Sequence");
        }
    }

    private static SpecialTokens Template(JsonElement processor, string name)
    {
        JsonElement? specials = JsonValues.Object(processor, "special_tokens");
        var before = ImmutableArray.CreateBuilder<int>();
        var after = ImmutableArray.CreateBuilder<int>();
        bool isAfter = false;
        foreach (JsonElement step in JsonValues.List(processor, "single"))
        {
            if (JsonValues.Object(step, "Sequence") is not null)
            {
                isAfter = !isAfter ? true : throw TokenizerError.At(name, "a template that takes the text twice", "once");
                continue;
            }

            string id = JsonValues.Object(step, "SpecialToken") is JsonElement token ? JsonValues.Text(token, "id") ?? "" : "";
            if (specials is not JsonElement all || JsonValues.Object(all, id) is not JsonElement special)
            {
                throw TokenizerError.At(name, $"a template with the special token {id}, of which nothing is said", "an entry in special_tokens");
            }

            foreach (JsonElement number in JsonValues.List(special, "ids"))
            {
                (isAfter ? after : before).Add(number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int value) && value >= 0
                    ? value
                    : throw TokenizerError.At(name, $"the special token {id} has an id that is no number", "0 or more"));
            }
        }

        var tokens = new SpecialTokens(before.ToImmutable(), after.ToImmutable());
        CheckCount(tokens, name);
        return tokens;
    }

    private static void CheckCount(SpecialTokens tokens, string name)
    {
        if (tokens.Before.Length + tokens.After.Length > MaxSpecialTokens)
        {
            throw TokenizerError.At(name, $"{tokens.Before.Length + tokens.After.Length} special tokens around a text", $"at most {MaxSpecialTokens}");
        }
    }

    /// <summary>The number in <c>["[CLS]", 101]</c>.</summary>
    private static int PairId(JsonElement processor, string key, string name)
    {
        JsonElement[] pair = [.. JsonValues.List(processor, key)];
        return pair.Length == 2 && pair[1].ValueKind == JsonValueKind.Number && pair[1].TryGetInt32(out int id) && id >= 0
            ? id
            : throw TokenizerError.At(name, $"no pair \"{key}\" in the post_processor", "[token, number]");
    }
}
