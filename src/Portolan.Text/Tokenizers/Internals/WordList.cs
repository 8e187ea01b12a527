using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>The words that a text was split into, one behind the other; kept between texts.</summary>
internal sealed class WordList : IDisposable
{
    public GrowingArray<byte> Text { get; } = new();

    /// <summary>Where each word ends in <see cref="Text"/>; it starts where the one before ends.</summary>
    public GrowingArray<int> Ends { get; } = new();

    public int Count => Ends.Count;

    public ReadOnlySpan<byte> this[int index] => Text.Used[(index == 0 ? 0 : Ends.Used[index - 1])..Ends.Used[index]];

    public void Clear()
    {
        Text.Count = 0;
        Ends.Count = 0;
    }

    /// <summary>Adds a word, unless it is empty.</summary>
    public void Add(ReadOnlySpan<byte> word)
    {
        if (!word.IsEmpty)
        {
            Text.AddRange(word);
            Ends.Add(Text.Count);
        }
    }

    /// <summary>Ends the word whose bytes were written to <see cref="Text"/>.</summary>
    public void End()
    {
        if (Text.Count > (Count == 0 ? 0 : Ends.Used[^1]))
        {
            Ends.Add(Text.Count);
        }
    }

    public void Dispose()
    {
        Text.Dispose();
        Ends.Dispose();
    }
}
