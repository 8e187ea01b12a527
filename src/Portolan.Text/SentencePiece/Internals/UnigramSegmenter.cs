using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The best segmentation under a unigram model, with sentencepiece's own rounding: the same pieces for any text.</summary>
/// <remarks>
/// Viterbi over byte positions as in sentencepiece 0.1.97 (<c>unigram_model.cc</c>, <c>EncodeOptimized</c>): scores are float32 and
/// accumulate from the start of the text, candidates are compared in float64, the first of equals wins. A position that no piece
/// found so far goes beyond is on every path, so the path up to there is final: it is given out, and memory depends on the longest
/// stretch without such a position, not on the text. Not thread-safe.
/// </remarks>
internal sealed class UnigramSegmenter : Segmenter
{
    private const float UnknownPenalty = 10;
    private readonly PieceTrie trie;
    private readonly PieceType[] types;
    private readonly bool hasSpecialTypes;
    private readonly int unknownId;
    private readonly float unknownScore;
    private readonly float highestScore;
    private readonly GrowingArray<Step> steps = new();

    public UnigramSegmenter(Vocabulary vocabulary)
    {
        this.trie = vocabulary.Matched;
        this.types = vocabulary.Types;
        this.hasSpecialTypes = vocabulary.HasUnused || vocabulary.HasUserDefined;
        this.unknownId = vocabulary.UnknownId;

        // The smallest positive normal float where "lowest" was meant: so it is in sentencepiece, and user-defined scores follow.
        const float SmallestNormal = 1.17549435e-38f;
        float lowest = float.MaxValue;
        float highest = SmallestNormal;
        for (int id = 0; id < vocabulary.Count; id++)
        {
            if (vocabulary.Types[id] == PieceType.Normal)
            {
                lowest = Math.Min(lowest, vocabulary.Scores[id]);
                highest = Math.Max(highest, vocabulary.Scores[id]);
            }
        }

        this.unknownScore = lowest - UnknownPenalty;
        this.highestScore = highest;
    }

    public float UnknownScore => unknownScore;

    public override void Segment(ReadOnlySpan<byte> normalized, int from, int to, ref float score, PieceList output)
    {
        int start = from;
        int reach = 0;
        float best = score;
        int position = from;
        while (position < to)
        {
            int at = position - start;
            if (at == reach)
            {
                Emit(normalized, start, at, output);
                start = position;
                at = 0;
                reach = 0;
            }
            else
            {
                best = steps.All[at].Score;
            }

            reach = Extend(normalized[..to], start, position, best, reach);
            position += Math.Min(Utf8Lead.Length(normalized[position]), to - position);
            best = steps.All[Math.Min(position - start, reach)].Score;
        }

        Emit(normalized, start, to - start, output);
        score = best;
    }

    public override void Dispose() => steps.Dispose();

    /// <summary>Tries all pieces that start at a position; returns how far, from <paramref name="start"/>, any piece goes now.</summary>
    private int Extend(ReadOnlySpan<byte> text, int start, int position, float before, int reach)
    {
        int characterEnd = Math.Min(position + Utf8Lead.Length(text[position]), text.Length);
        bool hasCharacter = false;
        int node = PieceTrie.Root;
        for (int end = position; end < text.Length && trie.Step(text[end], ref node);)
        {
            end++;
            ref readonly PieceTrie.Node found = ref trie.At(node);
            int id = found.Value;
            if (id < 0)
            {
                continue;
            }

            double score = found.Score;
            if (hasSpecialTypes && types[id] != PieceType.Normal)
            {
                if (types[id] == PieceType.Unused)
                {
                    continue;
                }

                score = ((end - position) * highestScore) - 0.1;
            }

            ref Step step = ref Reach(end - start, ref reach);
            double candidate = score + before;
            if (step.Start < 0 || candidate > step.Score)
            {
                step = new Step { Score = (float)candidate, Start = position - start, Id = id };
            }

            hasCharacter |= end == characterEnd;
        }

        if (!hasCharacter)
        {
            ref Step step = ref Reach(characterEnd - start, ref reach);
            float candidate = unknownScore + before;
            if (step.Start < 0 || candidate > step.Score)
            {
                step = new Step { Score = candidate, Start = position - start, Id = unknownId };
            }
        }

        return reach;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Step Reach(int at, ref int reach)
    {
        while (reach < at)
        {
            reach++;
            if (reach >= steps.Capacity)
            {
                steps.Count = steps.Capacity;
                steps.Reserve(reach + 1L);
            }

            steps.All[reach].Start = -1;
        }

        return ref steps.All[at];
    }

    /// <summary>Gives out the best path from <paramref name="start"/> to <paramref name="length"/> bytes beyond it.</summary>
    private void Emit(ReadOnlySpan<byte> normalized, int start, int length, PieceList output)
    {
        // The path is known from its end; each step is told where it ends, so that it can be walked from the start.
        int next = 0;
        for (int at = length; at > 0;)
        {
            ref Step step = ref steps.All[at];
            step.Next = next;
            next = at;
            at = step.Start;
        }

        for (int at = next; at != 0; at = steps.All[at].Next)
        {
            output.Add(steps.All[at].Id, start + at, normalized);
            Debug.Assert(steps.All[at].Next == 0 || steps.All[at].Next > at);
        }
    }

    /// <summary>The best way to a position: its last piece, by where that starts.</summary>
    private struct Step
    {
        public float Score;
        public int Start;
        public int Id;
        public int Next;
    }
}
