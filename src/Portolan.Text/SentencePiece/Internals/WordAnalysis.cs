namespace Portolan.Text.SentencePiece.Internals;

/// <summary>What is known of a word's segmentation wherever the word stands.</summary>
/// <remarks>Pieces are as the search gives them: unknown characters one by one.</remarks>
internal sealed class WordAnalysis
{
    /// <summary>Longest word, in bytes, that is analysed and kept.</summary>
    public const int MaxBytes = 32;

    /// <summary>A limit that no score is below: the word must be searched each time.</summary>
    public const float Never = -1;

    public int[] Ids { get; } = new int[MaxBytes];

    /// <summary>Where each piece ends, in bytes from the start of the word.</summary>
    public byte[] Ends { get; } = new byte[MaxBytes];

    public int Count { get; set; }

    /// <summary>The pieces hold while the absolute value of the score before the word is below this.</summary>
    public float Limit { get; set; }

    public void Add(int id, int end)
    {
        Ids[Count] = id;
        Ends[Count++] = (byte)end;
    }
}
