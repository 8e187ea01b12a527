using System.Runtime.CompilerServices;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The pieces of a text: their numbers and where each ends in the normalised text.</summary>
internal sealed class PieceList : IDisposable
{
    private const int NoUnknown = -1;
    private readonly int unknownId;
    private readonly int[]? bytes;

    public PieceList(Vocabulary vocabulary)
        : this(vocabulary.UnknownId, vocabulary.HasByteFallback ? vocabulary.Bytes : null)
    {
    }

    private PieceList(int unknownId, int[]? bytes)
    {
        this.unknownId = unknownId;
        this.bytes = bytes;
    }

    public GrowingArray<int> Ids { get; } = new();

    public GrowingArray<int> Ends { get; } = new();

    public int Count => Ids.Count;

    /// <summary>A list that keeps unknown pieces as they come.</summary>
    public static PieceList Raw() => new(NoUnknown, null);

    public void Clear()
    {
        Ids.Count = 0;
        Ends.Count = 0;
    }

    /// <summary>Appends a piece; unknown pieces in a row become one, or fall apart into bytes, as sentencepiece does.</summary>
    public void Add(int id, int end, ReadOnlySpan<byte> normalized)
    {
        if (id != unknownId)
        {
            Append(id, end);
        }
        else if (bytes is not null)
        {
            for (int i = Count == 0 ? 0 : Ends.Used[^1]; i < end; i++)
            {
                Append(bytes[normalized[i]], i + 1);
            }
        }
        else if (Count > 0 && Ids.Used[^1] == unknownId)
        {
            Ends.Used[^1] = end;
        }
        else
        {
            Append(id, end);
        }
    }

    /// <summary>Makes room for some more pieces behind those there are, which the caller writes; returns how many there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Room(int more, out Span<int> ids, out Span<int> ends)
    {
        Ids.Reserve((long)Ids.Count + more);
        Ends.Reserve((long)Ends.Count + more);
        ids = Ids.All;
        ends = Ends.All;
        return Ids.Count;
    }

    /// <summary>Counts pieces that were written to <see cref="Room"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count)
    {
        Ids.Count += count;
        Ends.Count += count;
    }

    public void Dispose()
    {
        Ids.Dispose();
        Ends.Dispose();
    }

    private void Append(int id, int end)
    {
        Ids.Add(id);
        Ends.Add(end);
    }
}
