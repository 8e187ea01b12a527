using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Portolan.Encoders.UseLite;

/// <summary>The pieces that texts are cut into, with their scores, and a trie over them.</summary>
/// <remarks>
/// <c>vocab.json</c> is an array of <c>[piece, score]</c>; a piece's place is its token. A score of null, which the published file has for
/// pieces with a colon, counts as 0; of equal pieces the last one counts; the first six are never found in a text. Thread-safe.
/// </remarks>
internal sealed class UseLiteVocabulary
{
    /// <summary>The token of characters that no piece has.</summary>
    public const int Unknown = 0;

    /// <summary>What stands for a space (U+2581), and before every text.</summary>
    public const char Space = '▁';

    // The first tokens stand for what is unknown, ends of sentences, and nothing yet.
    private const int ReservedTokens = 6;

    // Ten times what the published file has, so that nodes fit into 24 bits beside a symbol.
    private const int MaxPieces = 80_000;
    private const int MaxPieceLength = 64;

    // Characters of pieces are numbered from 1, in the order in which they are met; 0 is no character of any piece.
    private readonly byte[] symbols = new byte[65_536];
    private readonly List<double> scores = new(8_192);
    private readonly List<byte> lengths = new(8_192);

    // The trie's edges in an open table: (node << 8 | symbol) + 1, and the node it leads to. Node 0 is the root.
    private uint[] edges = new uint[1 << 16];
    private int[] targets = new int[1 << 16];
    private int[] tokens = new int[1 << 15];
    private int nodeCount = 1;
    private int symbolCount;

    private UseLiteVocabulary()
    {
    }

    /// <summary>Tokens.</summary>
    public int Count => scores.Count;

    /// <summary>Reads <c>vocab.json</c>.</summary>
    /// <exception cref="EncoderException">It is something else.</exception>
    public static UseLiteVocabulary Read(ReadOnlySpan<byte> json, string? path)
    {
        var vocabulary = new UseLiteVocabulary();
        var reader = new Utf8JsonReader(json);
        try
        {
            Expect(ref reader, JsonTokenType.StartArray, path);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                vocabulary.ReadPiece(ref reader, path);
            }

            // Reads to the end, where a second value would be an error.
            reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new EncoderException($"the vocabulary is not the JSON it should be: {exception.Message}", path, reader.TokenStartIndex, innerException: exception);
        }

        return vocabulary.Count > ReservedTokens
            ? vocabulary
            : throw new EncoderException($"a vocabulary of {vocabulary.Count} pieces, expected more than {ReservedTokens}", path, json.Length);
    }

    /// <summary>The number of a character, 0 when no piece has it.</summary>
    public byte SymbolOf(char character) => symbols[character];

    /// <summary>The node that an edge leads to from another, 0 when there is none.</summary>
    public int Next(int node, byte symbol)
    {
        uint key = KeyOf(node, symbol);
        uint[] table = edges;
        for (uint at = Hash(key) & (uint)(table.Length - 1); ; at = (at + 1) & (uint)(table.Length - 1))
        {
            if (table[at] == key)
            {
                return targets[at];
            }

            if (table[at] == 0)
            {
                return 0;
            }
        }
    }

    /// <summary>The token of the piece that ends in a node, 0 when none does.</summary>
    public int TokenAt(int node) => tokens[node];

    /// <summary>The score of a token.</summary>
    public double ScoreOf(int token) => scores[token];

    /// <summary>How many code points a token covers.</summary>
    public int LengthOf(int token) => lengths[token];

    /// <summary>Any bytes: a vocabulary, or an <see cref="EncoderException"/>, and nothing else.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            UseLiteVocabulary vocabulary = Read(bytes, null);
            UseLiteTokenizer.Tokenize(vocabulary, "so much: depends — upon", new int[8]);
        }
        catch (EncoderException)
        {
            // The answer to bytes that are no vocabulary.
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string? path)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw Wrong(ref reader, type.ToString(), path);
        }
    }

    private static EncoderException Wrong(ref Utf8JsonReader reader, string expected, string? path) =>
        new($"the vocabulary has {reader.TokenType}, expected {expected}", path, reader.TokenStartIndex);

    private void ReadPiece(ref Utf8JsonReader reader, string? path)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(ref reader, "a piece and its score in an array", path);
        }

        Expect(ref reader, JsonTokenType.String, path);
        string piece = reader.GetString()!;
        long offset = reader.TokenStartIndex;
        reader.Read();
        double score = reader.TokenType switch
        {
            JsonTokenType.Null => 0,
            JsonTokenType.Number when reader.TryGetDouble(out double number) && double.IsFinite(number) => number,
            _ => throw Wrong(ref reader, "a score", path),
        };
        Expect(ref reader, JsonTokenType.EndArray, path);
        if (piece.Length is 0 or > MaxPieceLength || piece.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            throw new EncoderException($"a piece of {piece.Length} UTF-16 units, expected 1 to {MaxPieceLength}, none of them surrogates", path, offset);
        }

        int token = scores.Count;
        if (token == MaxPieces)
        {
            throw new EncoderException($"more than {MaxPieces} pieces", path, offset);
        }

        scores.Add(score);
        // What is unknown covers one character, whatever stands for it in the file.
        lengths.Add(token == Unknown ? (byte)1 : (byte)piece.Length);
        if (token >= ReservedTokens)
        {
            Add(piece, token, path, offset);
        }
    }

    private void Add(string piece, int token, string? path, long offset)
    {
        int node = 0;
        foreach (char character in piece)
        {
            if (symbols[character] == 0)
            {
                if (symbolCount == byte.MaxValue)
                {
                    throw new EncoderException($"pieces of more than {byte.MaxValue} different characters", path, offset);
                }

                symbols[character] = (byte)++symbolCount;
            }

            int next = Next(node, symbols[character]);
            node = next != 0 ? next : AddEdge(node, symbols[character]);
        }

        tokens[node] = token;
    }

    private int AddEdge(int node, byte symbol)
    {
        int added = nodeCount++;
        if (added == tokens.Length)
        {
            Array.Resize(ref tokens, 2 * tokens.Length);
        }

        if (2 * added > edges.Length)
        {
            (uint[] oldEdges, int[] oldTargets) = (edges, targets);
            edges = new uint[2 * oldEdges.Length];
            targets = new int[2 * oldEdges.Length];
            for (int i = 0; i < oldEdges.Length; i++)
            {
                if (oldEdges[i] != 0)
                {
                    Insert(oldEdges[i], oldTargets[i]);
                }
            }
        }

        Insert(KeyOf(node, symbol), added);
        return added;
    }

    private void Insert(uint key, int target)
    {
        uint mask = (uint)(edges.Length - 1);
        uint at = Hash(key) & mask;
        while (edges[at] != 0)
        {
            at = (at + 1) & mask;
        }

        edges[at] = key;
        targets[at] = target;
    }

    // Below 24 bits of node by MaxPieces times MaxPieceLength; never 0, because symbols start at 1.
    private static uint KeyOf(int node, byte symbol)
    {
        Debug.Assert(node < 1 << 24 && symbol != 0, "an edge of the trie");
        return ((uint)node << 8) | symbol;
    }

    private static uint Hash(uint key) => (key * 2654435769u) >> 8;
}
