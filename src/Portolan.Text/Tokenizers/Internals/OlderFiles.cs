using System.Text;
using System.Text.Json;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Reads what models had before there was tokenizer.json; the rules that it would spell out follow from the kind.</summary>
internal static class OlderFiles
{
    /// <summary>BERT: one token a line, its number being the line's.</summary>
    public static TokenizerDescription WordPiece(byte[] lines, JsonElement? config, string name)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in Decode(lines, name).Split('\n'))
        {
            ids[line.TrimEnd('\r')] = number++;
        }

        // What follows the last line's end is no token.
        ids.Remove("");
        JsonElement json = config ?? default;
        bool lowers = JsonValues.Flag(json, "do_lower_case", true);
        byte[] unknown = Encoding.UTF8.GetBytes(TokenText(json, "unk_token") ?? "[UNK]");
        var model = new WordPieceModel([.. ids.Select(entry => (Encoding.UTF8.GetBytes(entry.Key), entry.Value))], "##"u8.ToArray(), unknown, 100, name);
        string begin = TokenText(json, "cls_token") ?? "[CLS]";
        string end = TokenText(json, "sep_token") ?? "[SEP]";
        string pad = TokenText(json, "pad_token") ?? "[PAD]";
        return new TokenizerDescription
        {
            Name = name,
            Model = model,
            Normalizer = new BertRule(cleans: true, JsonValues.Flag(json, "tokenize_chinese_chars", true), JsonValues.Flag(json, "strip_accents", lowers), lowers),
            Words = new WhiteSpaceRule(splitsPunctuation: true),
            Added = Specials(ids, "[UNK]", begin, end, pad, TokenText(json, "mask_token") ?? "[MASK]"),
            Special = new SpecialTokens([IdOf(ids, begin, name)], [IdOf(ids, end, name)]),
            PadId = ids.TryGetValue(pad, out int padId) ? padId : null,
        };
    }

    /// <summary>CLIP, RoBERTa or GPT-2: a vocabulary in JSON and a list of merges, the first learned first.</summary>
    public static TokenizerDescription BytePairs(byte[] vocabulary, byte[] merges, JsonElement? config, string place)
    {
        string name = TokenizerFiles.PathOf(place, "vocab.json");
        Dictionary<string, int> ids = Vocabulary(vocabulary, name);
        JsonElement json = config ?? default;
        bool isClip = Kind(json, ids, "CLIP", "<|startoftext|>");
        bool isRoberta = !isClip && Kind(json, ids, "Roberta", "<s>");
        string unknown = TokenText(json, "unk_token") ?? (isRoberta ? "<unk>" : "<|endoftext|>");
        string begin = TokenText(json, "bos_token") ?? (isClip ? "<|startoftext|>" : isRoberta ? "<s>" : "<|endoftext|>");
        string end = TokenText(json, "eos_token") ?? (isRoberta ? "</s>" : "<|endoftext|>");
        string pad = TokenText(json, "pad_token") ?? (isRoberta ? "<pad>" : "<|endoftext|>");
        var options = new BytePairOptions
        {
            Unknown = ids.ContainsKey(unknown) ? Encoding.UTF8.GetBytes(unknown) : null,
            EndSuffix = isClip ? "</w>"u8.ToArray() : [],
        };
        bool addsSpace = JsonValues.Flag(json, "add_prefix_space", false);
        var bytes = new ByteLevelRule(addsSpace && !isClip, splits: true);
        return new TokenizerDescription
        {
            Name = name,
            Model = new BytePairModel([.. ids.Select(entry => (Encoding.UTF8.GetBytes(entry.Key), entry.Value))], Merges(merges, TokenizerFiles.PathOf(place, "merges.txt")), options, name),
            Normalizer = isClip
                ? new SequenceRule([new NormalFormRule(isComposed: true, isCompatible: false), new ReplaceSpacesRule(blanksOnly: false, 1, " "u8.ToArray()), new LowerRule()])
                : null,
            Words = isClip ? new WordSequenceRule([new ClipRule(), bytes]) : bytes,
            Added = Specials(ids, unknown, begin, end, pad, TokenText(json, "mask_token") ?? "<mask>"),
            Special = isClip || isRoberta ? new SpecialTokens([IdOf(ids, begin, name)], [IdOf(ids, end, name)]) : SpecialTokens.None,
            PadId = ids.TryGetValue(pad, out int padId) ? padId : null,
        };
    }

    /// <summary>A token of tokenizer_config.json, which is a text or an object with "content".</summary>
    public static string? TokenText(JsonElement json, string key) =>
        JsonValues.Text(json, key) ?? (JsonValues.Object(json, key) is JsonElement token ? JsonValues.Text(token, "content") : null);

    private static bool Kind(JsonElement config, Dictionary<string, int> ids, string name, string mark) =>
        JsonValues.Text(config, "tokenizer_class") is string type ? type.StartsWith(name, StringComparison.Ordinal) : ids.ContainsKey(mark);

    private static List<AddedToken> Specials(Dictionary<string, int> ids, params string[] texts) =>
    [
        .. texts.Distinct(StringComparer.Ordinal).Where(ids.ContainsKey).Select(text => new AddedToken(
            ids[text], Encoding.UTF8.GetBytes(text), IsWord: false, StripsLeft: text == "<mask>", StripsRight: false, IsNormalized: false)),
    ];

    private static Dictionary<string, int> Vocabulary(byte[] bytes, string name)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw TokenizerError.At(name, $"a JSON {document.RootElement.ValueKind}", "an object");
            }

            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                ids[entry.Name] = entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt32(out int id) && id >= 0
                    ? id
                    : throw TokenizerError.At(name, $"the token {entry.Name} without a number", "0 or more");
            }
        }
        catch (JsonException exception)
        {
            throw TokenizerError.At(name, $"no valid JSON ({exception.Message})", "a JSON object", cause: exception);
        }
        catch (InvalidOperationException exception)
        {
            throw TokenizerError.At(name, $"no valid Unicode ({exception.Message})", "a JSON object", cause: exception);
        }

        return ids;
    }

    private static List<(byte[] First, byte[] Second)> Merges(byte[] bytes, string name)
    {
        var merges = new List<(byte[] First, byte[] Second)>();
        int number = 0;
        foreach (Range range in bytes.AsSpan().Split((byte)'\n'))
        {
            number++;
            ReadOnlySpan<byte> line = bytes.AsSpan(range).TrimEnd((byte)'\r');
            if (!line.IsEmpty && !line.StartsWith("#version"u8))
            {
                merges.Add(ModelJson.Pair(line) ?? throw TokenizerError.At(name, $"line {number} is no merge", "two tokens with a space between them"));
            }
        }

        return merges;
    }

    private static int IdOf(Dictionary<string, int> ids, string token, string name) =>
        ids.TryGetValue(token, out int id) ? id : throw TokenizerError.At(name, $"no token {token} in the vocabulary", "one, to put around texts");

    private static string Decode(byte[] bytes, string name)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw TokenizerError.At(name, "bytes that are not UTF-8", "UTF-8", exception.Index, exception);
        }
    }
}
