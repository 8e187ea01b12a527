using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Keeps the pieces of words of up to 32 bytes; of fixed size, the place of a word is overwritten when another needs it.</summary>
/// <remarks>
/// A word's entry is one cache line: 32 bytes of the word, zeros behind it, then four numbers of pieces, their ends and what it takes to
/// use them. Words of more pieces have a second line in a table of its own. Each word has two places. Not thread-safe.
/// </remarks>
internal sealed unsafe class WordCache
{
    /// <summary>Most pieces of a word that is kept.</summary>
    public const int MaxPieces = InlinePieces + OverflowPieces;

    /// <summary>Pieces in an entry's first line.</summary>
    public const int InlinePieces = 4;

    // 32,768 words: 2 MB for the entries, as much for the second lines, most of which are never touched.
    private const int Places = 1 << 15;
    private const int LineBytes = 64;
    private const int OverflowPieces = 12;
    private readonly byte[] entryMemory;
    private readonly byte[] overflowMemory;
    private readonly Entry* entries;
    private readonly Overflow* overflows;
    private uint turn;

    public WordCache()
    {
        this.entryMemory = GC.AllocateArray<byte>((Places + 1) * LineBytes, pinned: true);
        this.overflowMemory = GC.AllocateUninitializedArray<byte>((Places + 1) * LineBytes, pinned: true);
        this.entries = (Entry*)Align(this.entryMemory);
        this.overflows = (Overflow*)Align(this.overflowMemory);
    }

    /// <summary>The entry of a word, or null.</summary>
    /// <param name="word">Its bytes, zeros behind them.</param>
    /// <param name="length">How many bytes it has.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Entry* Find(Vector256<byte> word, int length)
    {
        Entry* entry = entries + Place(word);
        if (entry->Word == word && entry->Length == length)
        {
            return entry;
        }

        entry = entries + (Place(word) ^ 1);
        return entry->Word == word && entry->Length == length ? entry : null;
    }

    /// <summary>Keeps a word.</summary>
    /// <param name="word">Its bytes, zeros behind them.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="analysis">Its pieces; if they are too many, that the word must be searched each time is kept.</param>
    /// <param name="unknownId">The unknown piece.</param>
    /// <param name="filler">Number that stands behind the last piece.</param>
    public Entry* Add(Vector256<byte> word, int length, WordAnalysis analysis, int unknownId, int filler)
    {
        nint place = Place(word);
        if (entries[place].Length != 0 && (entries[place ^ 1].Length == 0 || (turn++ & 1) != 0))
        {
            place ^= 1;
        }

        Entry* entry = entries + place;
        int count = analysis.Count <= MaxPieces ? analysis.Count : 0;
        entry->Word = word;
        entry->Length = (byte)length;
        entry->Count = (byte)count;
        entry->Limit = count == 0 ? WordAnalysis.Never : analysis.Limit;
        entry->IsPlain = count <= InlinePieces && !analysis.Ids.AsSpan(0, count).Contains(unknownId);
        for (int i = 0; i < InlinePieces; i++)
        {
            entry->Ids[i] = i < count ? analysis.Ids[i] : filler;
            entry->Ends[i] = i < count ? analysis.Ends[i] : (byte)0;
        }

        Overflow* overflow = overflows + place;
        for (int i = InlinePieces; i < count; i++)
        {
            overflow->Ids[i - InlinePieces] = analysis.Ids[i];
            overflow->Ends[i - InlinePieces] = analysis.Ends[i];
        }

        return entry;
    }

    /// <summary>A piece of an entry by its place in the word.</summary>
    public (int Id, int End) Piece(Entry* entry, int index)
    {
        if (index < InlinePieces)
        {
            return (entry->Ids[index], entry->Ends[index]);
        }

        Overflow* overflow = overflows + (entry - entries);
        return (overflow->Ids[index - InlinePieces], overflow->Ends[index - InlinePieces]);
    }

    private static byte* Align(byte[] memory)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref memory[0]);
        return (byte*)((address + (LineBytes - 1)) & ~(nuint)(LineBytes - 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Place(Vector256<byte> word)
    {
        // Two products of two halves each, folded, as in wyhash; the constants are random odd numbers.
        Vector256<ulong> lanes = word.AsUInt64();
        ulong high = Math.BigMul(lanes[0] ^ 0x9E3779B97F4A7C15, lanes[1] ^ 0xD1B54A32D192ED03, out ulong low);
        ulong high2 = Math.BigMul(lanes[2] ^ 0x8CB92BA72F3D8DD7, lanes[3] ^ 0xAAAAAAAA2F3D8DD7, out ulong low2);
        ulong mixed = high ^ low ^ BitOperations.RotateLeft(high2 ^ low2, 17);
        return (nint)((mixed ^ (mixed >> 32)) & (Places - 1));
    }

    /// <summary>A word and its first pieces; 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = LineBytes)]
    internal struct Entry
    {
        public Vector256<byte> Word;
        public fixed int Ids[InlinePieces];
        public fixed byte Ends[InlinePieces];

        /// <inheritdoc cref="WordAnalysis.Limit"/>
        public float Limit;

        /// <summary>Bytes of the word; 0 in an empty entry.</summary>
        public byte Length;
        public byte Count;

        /// <summary>Whether the pieces are all in this line and none is unknown, so that they can be copied as they are.</summary>
        public bool IsPlain;
    }

    /// <summary>The pieces that an entry has no room for; 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = LineBytes)]
    private struct Overflow
    {
        public fixed int Ids[OverflowPieces];
        public fixed byte Ends[OverflowPieces];
    }
}
