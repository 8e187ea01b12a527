namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The pieces of a text: their numbers and where each ends in the normalised text.</summary>
internal sealed class PieceList(Vocabulary vocabulary) : IDisposable
{
    private readonly int unknownId = vocabulary.UnknownId;
    private readonly int[]? bytes = vocabulary.HasByteFallback ? vocabulary.Bytes : null;

    public GrowingArray<int> Ids { get; } = new();

    public GrowingArray<int> Ends { get; } = new();

    public int Count => Ids.Count;

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
