using System.Numerics;

namespace Portolan.Graph.Internals;

/// <summary>A set of positions that gives its smallest: a bitmap with summaries above it, 64 to one.</summary>
/// <remarks>Both operations touch at most four words for a million positions, and nothing is allocated after construction.</remarks>
internal sealed class ReadySet
{
    private readonly ulong[][] levels;

    public ReadySet(int capacity)
    {
        var words = new List<ulong[]>();
        int length = Math.Max(capacity, 1);
        do
        {
            length = (length + 63) / 64;
            words.Add(new ulong[length]);
        }
        while (length > 1);
        levels = [.. words];
    }

    public int Count { get; private set; }

    /// <summary>Adds a position that is not in the set.</summary>
    public void Add(int position)
    {
        Count++;
        foreach (ulong[] level in levels)
        {
            ref ulong word = ref level[position >> 6];
            bool summarised = word != 0;
            word |= 1UL << (position & 63);
            if (summarised)
            {
                return;
            }

            position >>= 6;
        }
    }

    /// <summary>Removes and returns the smallest position of a set that is not empty.</summary>
    public int TakeFirst()
    {
        Count--;
        int position = 0;
        for (int i = levels.Length - 1; i >= 0; i--)
        {
            position = (position << 6) | BitOperations.TrailingZeroCount(levels[i][position]);
        }

        int cleared = position;
        foreach (ulong[] level in levels)
        {
            ref ulong word = ref level[cleared >> 6];
            word &= ~(1UL << (cleared & 63));
            if (word != 0)
            {
                break;
            }

            cleared >>= 6;
        }

        return position;
    }
}
