using System.Text;
using System.Text.Json;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Reads the objects "normalizer" and "pre_tokenizer" of a tokenizer.json.</summary>
internal static class RuleJson
{
    /// <summary>Steps in all; sequences may be nested as deep as JSON may be, and long.</summary>
    private const int MaxSteps = 256;

    // It stands for a mark or two; a long one would make a long text of each character.
    private const int MaxLiteral = 64;

    public static TextRule? TextRule(JsonElement? json, string name)
    {
        int steps = 0;
        return json is { ValueKind: JsonValueKind.Object } element ? TextRule(element, name, ref steps) : null;
    }

    public static WordRule? WordRule(JsonElement? json, string name)
    {
        int steps = 0;
        return json is { ValueKind: JsonValueKind.Object } element ? WordRule(element, name, ref steps) : null;
    }

    private static TextRule TextRule(JsonElement json, string name, ref int steps)
    {
        CountStep(ref steps, name);
        string type = JsonValues.Text(json, "type") ?? "";
        switch (type)
        {
            case "Sequence":
                var rules = new List<TextRule>();
                foreach (JsonElement step in JsonValues.List(json, "normalizers"))
                {
                    rules.Add(TextRule(step, name, ref steps));
                }

                return new SequenceRule([.. rules]);
            case "BertNormalizer":
                bool lowers = JsonValues.Flag(json, "lowercase", true);
                return new BertRule(
                    JsonValues.Flag(json, "clean_text", true), JsonValues.Flag(json, "handle_chinese_chars", true), JsonValues.Flag(json, "strip_accents", lowers), lowers);
            case "Lowercase":
                return new LowerRule();
            case "NFC":
                return new NormalFormRule(isComposed: true, isCompatible: false);
            case "NFD":
                return new NormalFormRule(isComposed: false, isCompatible: false);
            case "NFKC":
                return new NormalFormRule(isComposed: true, isCompatible: true);
            case "NFKD":
                return new NormalFormRule(isComposed: false, isCompatible: true);
            case "StripAccents":
                return new StripAccentsRule();
            case "Strip":
                return new StripRule(JsonValues.Flag(json, "strip_left", false), JsonValues.Flag(json, "strip_right", false));
            case "Prepend":
                return new PrependRule(Literal(json, "prepend", name));
            case "Replace":
                return Replace(json, name);
            case "Precompiled":
                return Precompiled(json, name);
            default:
                throw TokenizerError.Unsupported(
                    name, "normalizer", Quoted(type), "BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, StripAccents, Strip, Prepend, Replace, Precompiled or Sequence");
        }
    }

    private static byte[] Literal(JsonElement json, string key, string name)
    {
        byte[] literal = Encoding.UTF8.GetBytes(JsonValues.Text(json, key) ?? "");
        return literal.Length <= MaxLiteral ? literal
            : throw TokenizerError.At(name, $"\"{key}\" of {literal.Length} bytes in the normalizer", $"at most {MaxLiteral}");
    }

    private static TextRule Replace(JsonElement json, string name)
    {
        byte[] replacement = Literal(json, "content", name);
        if (JsonValues.Pattern(json, "String") is { Length: > 0 } text)
        {
            return new ReplaceTextRule(Encoding.UTF8.GetBytes(text), replacement);
        }

        string expression = JsonValues.Pattern(json, "Regex") ?? "";
        return expression switch
        {
            @"\s+" => new ReplaceSpacesRule(blanksOnly: false, 1, replacement),
            " {2,}" => new ReplaceSpacesRule(blanksOnly: true, 2, replacement),
            " +" => new ReplaceSpacesRule(blanksOnly: true, 1, replacement),
            _ => throw TokenizerError.Unsupported(name, "normalizer", "a replacement of " + Quoted(expression), @"a text, \s+, ' +' or ' {2,}'"),
        };
    }

    private static TextRule Precompiled(JsonElement json, string name)
    {
        if (!json.TryGetProperty("precompiled_charsmap", out JsonElement map) || map.ValueKind != JsonValueKind.String)
        {
            // null stands for a map without rules.
            return new SequenceRule([]);
        }

        return map.TryGetBytesFromBase64(out byte[]? bytes)
            ? CharacterMap.Read(new NormalizerDescription { CompiledMap = bytes }, name) is CharacterMap rules ? new CharacterMapRule(rules) : new SequenceRule([])
            : throw TokenizerError.At(name, "a precompiled_charsmap that is not base64", "base64");
    }

    private static WordRule WordRule(JsonElement json, string name, ref int steps)
    {
        CountStep(ref steps, name);
        string type = JsonValues.Text(json, "type") ?? "";
        switch (type)
        {
            case "Sequence":
                var rules = new List<WordRule>();
                foreach (JsonElement step in JsonValues.List(json, "pretokenizers"))
                {
                    rules.Add(WordRule(step, name, ref steps));
                }

                return new WordSequenceRule([.. rules]);
            case "BertPreTokenizer":
                return new WhiteSpaceRule(splitsPunctuation: true);
            case "WhitespaceSplit":
                return new WhiteSpaceRule(splitsPunctuation: false);
            case "Whitespace":
                return new WordCharacterRule();
            case "Punctuation" when JsonValues.Text(json, "behavior") is null or "Isolated":
                return new PunctuationRule();
            case "Metaspace":
                return Metaspace(json, name);
            case "ByteLevel":
                return new ByteLevelRule(JsonValues.Flag(json, "add_prefix_space", true), JsonValues.Flag(json, "use_regex", true));
            case "Split":
                return Split(json, name);
            default:
                throw TokenizerError.Unsupported(
                    name, "pre_tokenizer", Quoted(type), "BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation, Metaspace, ByteLevel, Split or Sequence");
        }
    }

    private static MetaspaceRule Metaspace(JsonElement json, string name)
    {
        string scheme = JsonValues.Text(json, "prepend_scheme") ?? (JsonValues.Flag(json, "add_prefix_space", true) ? "always" : "never");
        string mark = JsonValues.Text(json, "replacement") ?? "▁";
        MetaspacePrefix prefix = scheme switch
        {
            "always" => MetaspacePrefix.Always,
            "first" => MetaspacePrefix.First,
            "never" => MetaspacePrefix.Never,
            _ => throw TokenizerError.Unsupported(name, "prepend_scheme", Quoted(scheme), "always, first or never"),
        };
        return new System.Globalization.StringInfo(mark).LengthInTextElements == 1
            ? new MetaspaceRule(Encoding.UTF8.GetBytes(mark), prefix, JsonValues.Flag(json, "split", true))
            : throw TokenizerError.At(name, $"a replacement {Quoted(mark)} for spaces", "one character");
    }

    private static WordRule Split(JsonElement json, string name)
    {
        string pattern = JsonValues.Pattern(json, "Regex") ?? "";
        string behavior = JsonValues.Text(json, "behavior") ?? "";
        bool isInverted = JsonValues.Flag(json, "invert", false);

        // The patterns that name the two special tokens find them never: they were cut out of the text before.
        const string Named = @"<\|startoftext\|>|<\|endoftext\|>|";
        string rest = pattern.StartsWith(Named, StringComparison.Ordinal) ? pattern[Named.Length..] : pattern;
        return (rest, behavior, isInverted) switch
        {
            (WordPatterns.Clip, "Removed", true) => new ClipRule(),
            (@"\s+", "Removed", false) => new WhiteSpaceRule(splitsPunctuation: false),
            _ => throw TokenizerError.Unsupported(name, "pre_tokenizer", $"a split by {Quoted(pattern)} ({behavior}{(isInverted ? ", inverted" : "")})", "CLIP's pattern (Removed, inverted)"),
        };
    }

    private static void CountStep(ref int steps, string name)
    {
        if (++steps > MaxSteps)
        {
            throw TokenizerError.At(name, $"more than {MaxSteps} steps of normalizer or pre_tokenizer", $"at most {MaxSteps}");
        }
    }

    private static string Quoted(string text) => text.Length <= 80 ? $"\"{text}\"" : $"\"{text[..80]}…\"";
}
