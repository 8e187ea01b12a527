using System.Buffers;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>Normalises lines and counts their words.</summary>
internal sealed class LineIntake : IDisposable
{
    private readonly SentenceNormalizer normalizer;
    private readonly PieceTrie special;
    private readonly SearchValues<byte> specialStarts;
    private readonly SentencePieceTrainerOptions options;
    private readonly GrowingArray<byte> normalized = new();

    public LineIntake(SentencePieceTrainerOptions options, NormalizerDescription description, SpecialPieces pieces)
    {
        this.options = options;
        normalizer = new SentenceNormalizer(description, pieces.Trie(userDefinedOnly: true), options.SpaceAsSuffix, "the normalisation rule");
        special = pieces.Trie(userDefinedOnly: false)!;
        specialStarts = SearchValues.Create([.. pieces.Pieces.Values.Select(piece => System.Text.Encoding.UTF8.GetBytes(piece.Text)[0]).Distinct()]);
    }

    public WordTable Words { get; } = new();

    public void Add(ReadOnlySpan<byte> line)
    {
        normalizer.Normalize(line, normalized);
        Span<byte> text = CutSpecialPieces(normalized.Used);
        if (!options.SplitByWhitespace)
        {
            AddWord(text);
        }
        else if (options.SpaceAsSuffix)
        {
            SplitAfterSpaces(text);
        }
        else
        {
            SplitBeforeSpaces(text);
        }
    }

    public void Dispose() => normalized.Dispose();

    // A special piece is found before segmentation, so its text teaches nothing about pieces.
    private Span<byte> CutSpecialPieces(Span<byte> text)
    {
        int from = 0;
        int to = 0;
        while (from < text.Length)
        {
            int plain = text[from..].IndexOfAny(specialStarts);
            plain = plain < 0 ? text.Length - from : plain;
            if (from != to)
            {
                text.Slice(from, plain).CopyTo(text[to..]);
            }

            from += plain;
            to += plain;
            if (from < text.Length)
            {
                int length = special.LongestPrefix(text[from..]);
                text[to++] = length > 0 ? Alphabet.Cut : text[from];
                from += Math.Max(length, 1);
            }
        }

        return text[..to];
    }

    private void SplitBeforeSpaces(ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length)
        {
            int inside = start + (StartsWithSpace(text[start..]) ? SpaceMark.Length : 0);
            while (options.AllowSpaceOnlyPieces && inside > start && StartsWithSpace(text[inside..]))
            {
                inside += SpaceMark.Length;
            }

            int end = NextSpace(text, inside);
            AddWord(text[start..end]);
            start = end;
        }
    }

    private void SplitAfterSpaces(ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length)
        {
            int end = Math.Min(text.Length, NextSpace(text, start) + SpaceMark.Length);
            while (options.AllowSpaceOnlyPieces && StartsWithSpace(text[end..]))
            {
                end += SpaceMark.Length;
            }

            AddWord(text[start..end]);
            start = end;
        }
    }

    private static ReadOnlySpan<byte> SpaceMark => "▁"u8;

    private static bool StartsWithSpace(ReadOnlySpan<byte> text) => text.StartsWith(SpaceMark);

    // The next mark of a space from a position on, or the text's end.
    private static int NextSpace(ReadOnlySpan<byte> text, int from)
    {
        int found = from >= text.Length ? -1 : text[from..].IndexOf(SpaceMark);
        return found < 0 ? text.Length : from + found;
    }

    private void AddWord(ReadOnlySpan<byte> word)
    {
        if (!word.IsEmpty)
        {
            Words.Add(word);
        }
    }
}
