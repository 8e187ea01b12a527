using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Cuts normalised text into words that no piece reaches across, and segments each by looking it up, or by search.</summary>
/// <remarks>
/// Gives exactly what searching the whole text gives; see <see cref="UnigramAnalyzer"/> for why. Byte-pair merges know no score, and
/// their words are independent of each other. Not thread-safe.
/// </remarks>
internal sealed class WordwiseSegmenter : IDisposable
{
    private const int Width = 32;
    private const int SpaceLength = 3;

    /// <summary>Bytes behind the text that may be read.</summary>
    private const int Padding = 2 * Width;
    private readonly WordBoundary boundary;
    private readonly Segmenter search;
    private readonly UnigramAnalyzer? analyzer;
    private readonly WordCache cache = new();
    private readonly WordAnalysis analysis = new();
    private readonly PieceList scratch;
    private readonly float[] scores;
    private readonly int unknownId;
    private readonly int filler;

    public WordwiseSegmenter(SentencePieceModel model, Segmenter search, WordBoundary boundary)
    {
        Debug.Assert(boundary != WordBoundary.Nowhere);
        Vocabulary vocabulary = model.Vocabulary;
        this.boundary = boundary;
        this.search = search;
        this.scratch = PieceList.Raw();
        this.unknownId = vocabulary.UnknownId;
        this.filler = vocabulary.Count;
        this.scores = new float[vocabulary.Count + 1];
        if (search is UnigramSegmenter unigram)
        {
            vocabulary.Scores.CopyTo(this.scores, 0);
            this.scores[this.unknownId] = unigram.UnknownScore;
            this.analyzer = new UnigramAnalyzer(vocabulary, unigram.UnknownScore);
        }
    }

    private static ReadOnlySpan<byte> Space => "▁"u8;

    /// <summary>Segments a whole normalised text.</summary>
    public unsafe void Segment(GrowingArray<byte> normalized, PieceList output)
    {
        normalized.Reserve(normalized.Count + (long)Padding);
        int length = normalized.Count;
        float score = 0;
        for (int start = 0; start < length;)
        {
            ref byte text = ref normalized.First;
            int end = FindEnd(ref text, normalized.Used, start);
            int wordLength = end - start;
            if (wordLength > WordAnalysis.MaxBytes)
            {
                search.Segment(normalized.Used, start, end, ref score, output);
                start = end;
                continue;
            }

            Vector256<byte> word = Vector256.LoadUnsafe(ref text, (nuint)start) &
                Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)wordLength));
            WordCache.Entry* entry = cache.Find(word, wordLength);
            if (entry is null)
            {
                Analyse(normalized.Used[start..end]);
                entry = cache.Add(word, wordLength, analysis, unknownId, filler);
            }

            if (!(Math.Abs(score) < entry->Limit))
            {
                search.Segment(normalized.Used, start, end, ref score, output);
            }
            else if (entry->IsPlain)
            {
                // Four are written whatever their count; the next word writes over those too many, and their scores are zero.
                int count = output.Room(WordCache.InlinePieces, out Span<int> ids, out Span<int> ends);
                Vector128.Load(entry->Ids).CopyTo(ids[count..]);
                Vector128<int> lengths = Vector128.WidenLower(
                    Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(entry->Ends)).AsByte())).AsInt32();
                (lengths + Vector128.Create(start)).CopyTo(ends[count..]);
                output.Advance(entry->Count);
                score += scores[entry->Ids[0]];
                score += scores[entry->Ids[1]];
                score += scores[entry->Ids[2]];
                score += scores[entry->Ids[3]];
            }
            else
            {
                for (int i = 0; i < entry->Count; i++)
                {
                    (int id, int pieceEnd) = cache.Piece(entry, i);
                    output.Add(id, start + pieceEnd, normalized.Used);
                    score += scores[id];
                }
            }

            start = end;
        }
    }

    public void Dispose() => scratch.Dispose();

    /// <summary>Where the word that starts at a place ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindEnd(ref byte text, ReadOnlySpan<byte> normalized, int start)
    {
        if (boundary != WordBoundary.BeforeSpace)
        {
            return FindEndBySpan(normalized, start);
        }

        // The first U+2581 after the one that starts the word: its three bytes, each compared at its own shift.
        Vector256<byte> matches =
            Vector256.Equals(Vector256.LoadUnsafe(ref text, (nuint)start + 1), Vector256.Create((byte)0xE2)) &
            Vector256.Equals(Vector256.LoadUnsafe(ref text, (nuint)start + 2), Vector256.Create((byte)0x96)) &
            Vector256.Equals(Vector256.LoadUnsafe(ref text, (nuint)start + 3), Vector256.Create((byte)0x81));
        uint bits = Vector256.ExtractMostSignificantBits(matches);
        return bits != 0
            ? Math.Min(start + 1 + BitOperations.TrailingZeroCount(bits), normalized.Length)
            : FindEndBySpan(normalized, start);
    }

    private int FindEndBySpan(ReadOnlySpan<byte> normalized, int start)
    {
        ReadOnlySpan<byte> rest = normalized[start..];
        int at = 0;
        if (boundary is WordBoundary.BeforeSpace or WordBoundary.BeforeSpaces)
        {
            at = rest.StartsWith(Space) ? SpaceLength : 0;
            while (boundary == WordBoundary.BeforeSpaces && rest[at..].StartsWith(Space))
            {
                at += SpaceLength;
            }

            int next = rest[at..].IndexOf(Space);
            return next < 0 ? normalized.Length : start + at + next;
        }

        at = rest.IndexOf(Space);
        if (at < 0)
        {
            return normalized.Length;
        }

        at += SpaceLength;
        while (boundary == WordBoundary.AfterSpaces && rest[at..].StartsWith(Space))
        {
            at += SpaceLength;
        }

        return start + at;
    }

    private void Analyse(ReadOnlySpan<byte> word)
    {
        if (analyzer is not null)
        {
            analyzer.Analyse(word, analysis);
            return;
        }

        float none = 0;
        scratch.Clear();
        search.Segment(word, 0, word.Length, ref none, scratch);
        analysis.Count = 0;
        analysis.Limit = float.PositiveInfinity;
        for (int i = 0; i < scratch.Count; i++)
        {
            analysis.Add(scratch.Ids.Used[i], scratch.Ends.Used[i]);
        }
    }
}
