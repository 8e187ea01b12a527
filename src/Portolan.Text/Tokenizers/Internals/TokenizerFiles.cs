using System.Text;
using System.Text.Json;
using Portolan.Storage;
using Portolan.Text.SentencePiece;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Chooses among the files that a tokeniser may come in.</summary>
internal static class TokenizerFiles
{
    /// <summary>XLM-R's tokenizer.json has 17 MB; the largest published, of vocabularies with a quarter of a million merges, have 35.</summary>
    private const long MaxBytes = 256 << 20;

    public static byte[] Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MaxBytes)
        {
            throw TokenizerError.At(path, $"{stream.Length} bytes", $"at most {MaxBytes}");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static TokenizerDescription Describe(Func<string, byte[]?> read, string name)
    {
        try
        {
            return Choose(read, name);
        }
        catch (InvalidOperationException exception)
        {
            // JSON documents hand out texts unchecked: bytes that are not UTF-8, or half a surrogate pair, show only when asked for.
            throw TokenizerError.At(name, $"a text that is not valid Unicode ({exception.Message})", "valid Unicode", cause: exception);
        }
    }

    public static string PathOf(string place, string file) => Path.Combine(place, file);

    private static TokenizerDescription Choose(Func<string, byte[]?> read, string name)
    {
        JsonElement? config = Config(read, name);
        if (read("tokenizer.json") is byte[] json)
        {
            string path = PathOf(name, "tokenizer.json");
            if (json.LongLength > MaxBytes)
            {
                throw TokenizerError.At(path, $"{json.LongLength} bytes", $"at most {MaxBytes}");
            }

            TokenizerDescription description = TokenizerJson.Read(json, path);
            return description with { PadId = description.PadId ?? PadId(description, config) };
        }

        if (read("vocab.txt") is byte[] lines)
        {
            return OlderFiles.WordPiece(lines, config, PathOf(name, "vocab.txt"));
        }

        if (read("vocab.json") is byte[] vocabulary && read("merges.txt") is byte[] merges)
        {
            return OlderFiles.BytePairs(vocabulary, merges, config, name);
        }

        return read("sentencepiece.bpe.model") is byte[] model
            ? Multilingual(model, config, PathOf(name, "sentencepiece.bpe.model"))
            : throw TokenizerError.At(name, "no tokeniser", "tokenizer.json, vocab.txt, vocab.json with merges.txt, or sentencepiece.bpe.model");
    }

    /// <summary>A model of sentencepiece as XLM-R numbers it: fairseq's four special tokens first, all others one further.</summary>
    private static TokenizerDescription Multilingual(byte[] bytes, JsonElement? config, string name)
    {
        string type = config is JsonElement json ? JsonValues.Text(json, "tokenizer_class") ?? "" : "";
        if (!type.StartsWith("XLMRoberta", StringComparison.Ordinal))
        {
            throw TokenizerError.Unsupported(name, "tokenizer_class", type.Length == 0 ? "not named in tokenizer_config.json" : type, "XLMRobertaTokenizer; others number their pieces in ways of their own");
        }

        return new TokenizerDescription
        {
            Name = name,
            Model = new FairseqModel(SentencePieceModel.Parse(bytes, name)),
            Special = new SpecialTokens([FairseqModel.BeginId], [FairseqModel.EndId]),
            PadId = FairseqModel.PadId,
            Added =
            [
                new AddedToken(FairseqModel.BeginId, "<s>"u8.ToArray(), false, false, false, false),
                new AddedToken(FairseqModel.PadId, "<pad>"u8.ToArray(), false, false, false, false),
                new AddedToken(FairseqModel.EndId, "</s>"u8.ToArray(), false, false, false, false),
                new AddedToken(FairseqModel.UnknownId, "<unk>"u8.ToArray(), false, false, false, false),
            ],
        };
    }

    private static JsonElement? Config(Func<string, byte[]?> read, string name)
    {
        if (read("tokenizer_config.json") is not byte[] bytes)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException exception)
        {
            string path = PathOf(name, "tokenizer_config.json");
            throw TokenizerError.At(path, $"no valid JSON ({exception.Message})", "a JSON object", cause: exception);
        }
    }

    private static int? PadId(TokenizerDescription description, JsonElement? config)
    {
        string[] names = config is JsonElement json && OlderFiles.TokenText(json, "pad_token") is string named ? [named] : ["[PAD]", "<pad>"];
        foreach (string text in names)
        {
            byte[] token = Encoding.UTF8.GetBytes(text);
            if (description.Added.FirstOrDefault(added => added.Content.AsSpan().SequenceEqual(token)) is AddedToken added)
            {
                return added.Id;
            }

            if (description.Model.Find(token) is >= 0 and int id)
            {
                return id;
            }
        }

        return null;
    }
}
