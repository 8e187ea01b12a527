using System.Buffers;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Finds added tokens in a text: from the left, the longest at each place. Immutable.</summary>
internal sealed class AddedTokens
{
    private readonly AddedToken[] tokens;
    private readonly PieceTrie? trie;
    private readonly SearchValues<byte> firstBytes;

    /// <param name="tokens">The tokens; of equal texts the first counts.</param>
    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        this.tokens = [.. tokens.Where(token => token.Content.Length > 0)];
        var distinct = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < this.tokens.Length; i++)
        {
            distinct.TryAdd(Convert.ToHexString(this.tokens[i].Content), i);
        }

        this.trie = distinct.Count == 0 ? null : PieceTrieBuilder.Build(distinct.Values.Select(index => (this.tokens[index].Content, index, 0f)));
        this.firstBytes = SearchValues.Create([.. this.tokens.Select(token => token.Content[0]).Distinct()]);
    }

    /// <summary>Finds the first token from a place on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where what is not yet given out starts; white space before it is not taken.</param>
    /// <param name="start">Where the token, with the white space that it takes along, starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>The token's number, or -1 if there is none.</returns>
    public int Next(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        start = end = text.Length;
        if (trie is null)
        {
            return -1;
        }

        for (int at = from; at < text.Length;)
        {
            int step = text[at..].IndexOfAny(firstBytes);
            if (step < 0)
            {
                break;
            }

            at += step;
            int length = trie.LongestPrefix(text[at..]);
            if (length == 0)
            {
                at++;
                continue;
            }

            AddedToken token = tokens[trie.Find(text.Slice(at, length))];
            if (token.IsWord && !IsApart(text, at, at + length))
            {
                at += length;
                continue;
            }

            start = token.StripsLeft ? SpacesBefore(text, at, from) : at;
            end = token.StripsRight ? SpacesAfter(text, at + length) : at + length;
            return token.Id;
        }

        return -1;
    }

    private static bool IsApart(ReadOnlySpan<byte> text, int start, int end) =>
        (start == 0 || !CharacterClass.Is(Utf8Characters.Before(text, start), CharacterClass.Word))
        && (end == text.Length || !CharacterClass.Is(Utf8Characters.At(text, end, out _), CharacterClass.Word));

    private static int SpacesBefore(ReadOnlySpan<byte> text, int at, int limit)
    {
        while (at > limit && System.Text.Rune.DecodeLastFromUtf8(text[limit..at], out System.Text.Rune last, out int length) == OperationStatus.Done
            && CharacterClass.Is(last.Value, CharacterClass.Space))
        {
            at -= length;
        }

        return at;
    }

    private static int SpacesAfter(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && CharacterClass.Is(Utf8Characters.At(text, at, out int length), CharacterClass.Space))
        {
            at += length;
        }

        return at;
    }
}
