using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portolan.Text.NGrams.Arpa;

/// <summary>The words of a vocabulary, laid out so that a short one is copied with one move.</summary>
internal sealed class WordTexts
{
    /// <summary>Bytes that <see cref="Copy"/> may overwrite behind the word.</summary>
    public const int Slack = 16;

    private const int BlockBytes = 1 << 20;

    private readonly List<byte[]> blocks = [];
    private readonly List<Place> places = [];
    private int used;

    public WordTexts(IEnumerable<ReadOnlyMemory<byte>> words)
    {
        foreach (ReadOnlyMemory<byte> word in words)
        {
            Add(word.Span);
        }
    }

    /// <summary>Bytes of several words together.</summary>
    public int Length(ReadOnlySpan<int> words)
    {
        int sum = 0;
        ReadOnlySpan<Place> all = CollectionsMarshal.AsSpan(places);
        foreach (int word in words)
        {
            sum = checked(sum + all[word].Length);
        }

        return sum;
    }

    /// <summary>Copies a word; <paramref name="output"/> is longer than the word by <see cref="Slack"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Copy(int word, Span<byte> output)
    {
        Place place = CollectionsMarshal.AsSpan(places)[word];
        ReadOnlySpan<byte> source = place.Block.AsSpan(place.Start, place.Length + Slack);
        if (place.Length <= Slack)
        {
            Vector128.Create(source).CopyTo(output);
        }
        else
        {
            source[..place.Length].CopyTo(output);
        }

        return place.Length;
    }

    private void Add(ReadOnlySpan<byte> word)
    {
        if (blocks.Count == 0 || blocks[^1].Length - used < word.Length + Slack)
        {
            blocks.Add(new byte[Math.Max(BlockBytes, word.Length + Slack)]);
            used = 0;
        }

        word.CopyTo(blocks[^1].AsSpan(used));
        places.Add(new Place(blocks[^1], used, word.Length));
        used += word.Length;
    }

    private readonly record struct Place(byte[] Block, int Start, int Length);
}
