using System.Text;
using System.Text.Json;
using Portolan.Storage;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>The object "model" of a tokenizer.json, read in one pass; its lists may have a quarter of a million entries.</summary>
internal sealed class ModelJson
{
    /// <summary>More than any vocabulary published; numbers of tokens stay far below what arrays can hold.</summary>
    private const int MaxId = 1 << 24;

    private readonly Dictionary<string, JsonElement> settings = new(StringComparer.Ordinal);
    private readonly List<(byte[] Text, int Id)> vocabulary = [];
    private readonly List<(byte[] Text, float Score)> pieces = [];
    private readonly List<(byte[] First, byte[] Second)> merges = [];
    private readonly string name;

    private ModelJson(string name) => this.name = name;

    /// <summary>Reads the object that the reader stands at the start of.</summary>
    public static ModelJson Read(ref Utf8JsonReader reader, string name)
    {
        var model = new ModelJson(name);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw model.Bad($"model is a {reader.TokenType}", "an object", reader.TokenStartIndex);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isVocabulary = reader.ValueTextEquals("vocab"u8);
            bool isMerges = reader.ValueTextEquals("merges"u8);
            string key = isVocabulary || isMerges ? "" : reader.GetString()!;
            reader.Read();
            if (isVocabulary && reader.TokenType == JsonTokenType.StartObject)
            {
                model.ReadVocabulary(ref reader);
            }
            else if (isVocabulary && reader.TokenType == JsonTokenType.StartArray)
            {
                model.ReadPieces(ref reader);
            }
            else if (isMerges && reader.TokenType == JsonTokenType.StartArray)
            {
                model.ReadMerges(ref reader);
            }
            else if (isVocabulary || isMerges)
            {
                throw model.Bad($"vocab or merges is a {reader.TokenType}", "a list or an object", reader.TokenStartIndex);
            }
            else
            {
                using JsonDocument value = JsonDocument.ParseValue(ref reader);
                model.settings[key] = value.RootElement.Clone();
            }
        }

        return model;
    }

    /// <summary>The model that was read.</summary>
    /// <exception cref="StorageException">Its kind is not known, or it contradicts itself.</exception>
    public TokenModel Create()
    {
        // Files of old versions do not say the type.
        string type = Text("type") ?? (merges.Count > 0 ? "BPE" : pieces.Count > 0 ? "Unigram" : "WordPiece");
        return type switch
        {
            "WordPiece" => new WordPieceModel(
                vocabulary, Utf8(Text("continuing_subword_prefix") ?? "##"), Utf8(Text("unk_token") ?? "[UNK]"), Integer("max_input_chars_per_word", 100), name),
            "BPE" => new BytePairModel(vocabulary, merges, Options(), name),
            "Unigram" => new UnigramModel(pieces, Integer("unk_id", -1), Flag("byte_fallback"), name),
            _ => throw TokenizerError.Unsupported(name, "model", type, "WordPiece, BPE or Unigram"),
        };
    }

    private BytePairOptions Options() => new()
    {
        Unknown = Text("unk_token") is string unknown ? Utf8(unknown) : null,
        ContinuingPrefix = Utf8(Text("continuing_subword_prefix") ?? ""),
        EndSuffix = Utf8(Text("end_of_word_suffix") ?? ""),
        FusesUnknown = Flag("fuse_unk"),
        HasByteFallback = Flag("byte_fallback"),
        IgnoresMerges = Flag("ignore_merges"),
    };

    private void ReadVocabulary(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            byte[] text = Bytes(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id) || id is < 0 or > MaxId)
            {
                throw Bad($"token {vocabulary.Count} of the vocabulary has no number", $"0 to {MaxId}", reader.TokenStartIndex);
            }

            vocabulary.Add((text, id));
        }

        var texts = new HashSet<ReadOnlyMemory<byte>>(vocabulary.Count, BytesComparer.Instance);
        foreach ((byte[] text, _) in vocabulary)
        {
            if (!texts.Add(text))
            {
                throw Bad($"the token {Encoding.UTF8.GetString(text)} twice", "distinct tokens", reader.TokenStartIndex);
            }
        }
    }

    private void ReadPieces(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long at = reader.TokenStartIndex;
            bool isPair = reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.String;
            byte[] text = isPair ? Bytes(ref reader) : [];
            double score = 0;
            isPair = isPair && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out score)
                && reader.Read() && reader.TokenType == JsonTokenType.EndArray;
            if (!isPair || pieces.Count == MaxId)
            {
                throw Bad($"piece {pieces.Count} of the vocabulary is no pair", "[text, score]", at);
            }

            pieces.Add((text, (float)score));
        }
    }

    private void ReadMerges(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long at = reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.String)
            {
                merges.Add(Pair(Bytes(ref reader)) ?? throw Bad($"merge {merges.Count} is no pair", "two tokens with a space between them", at));
                continue;
            }

            byte[] first = [];
            byte[] second = [];
            bool isPair = reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.String;
            first = isPair ? Bytes(ref reader) : first;
            isPair = isPair && reader.Read() && reader.TokenType == JsonTokenType.String;
            second = isPair ? Bytes(ref reader) : second;
            if (!isPair || !reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            {
                throw Bad($"merge {merges.Count} is no pair", "[token, token]", at);
            }

            merges.Add((first, second));
        }
    }

    /// <summary>The two tokens of a line of merges, or null.</summary>
    public static (byte[] First, byte[] Second)? Pair(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        return space > 0 && space < line.Length - 1 && !line[(space + 1)..].Contains((byte)' ')
            ? (line[..space].ToArray(), line[(space + 1)..].ToArray())
            : null;
    }

    private byte[] Bytes(ref Utf8JsonReader reader)
    {
        try
        {
            return Encoding.UTF8.GetBytes(reader.GetString()!);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("a string that is not valid Unicode", name, null, reader.TokenStartIndex, exception);
        }
    }

    private string? Text(string key) =>
        settings.TryGetValue(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool Flag(string key) => settings.TryGetValue(key, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private int Integer(string key, int otherwise) =>
        settings.TryGetValue(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : otherwise;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private StorageException Bad(string found, string expected, long offset) => TokenizerError.At(name, found, expected, offset);
}
