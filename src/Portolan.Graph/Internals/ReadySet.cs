using System.Numerics;

namespace Portolan.Graph.Internals;

/// <summary>A set of positions that gives its smallest: a bitmap with summaries above it, 64 to one.</summary>
/// <remarks>Both operations touch at most four words for a million positions, and nothing is allocated after construction.</remarks>
internal sealed class ReadySet
{
    private ulong[][] levels;

    public ReadySet(int capacity) => levels = Build(capacity);

    public int Capacity => levels[0].Length * 64;

    public int Count { get; private set; }

    /// <summary>The smallest position of a set that is not empty.</summary>
    public int First
    {
        get
        {
            int position = 0;
            for (int i = levels.Length - 1; i >= 0; i--)
            {
                position = (position << 6) | BitOperations.TrailingZeroCount(levels[i][position]);
            }

            return position;
        }
    }

    /// <summary>Makes room for positions below a larger capacity.</summary>
    public void Grow(int capacity)
    {
        ulong[] words = levels[0];
        levels = Build(capacity);
        Count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            for (ulong word = words[i]; word != 0; word &= word - 1)
            {
                Add((i << 6) | BitOperations.TrailingZeroCount(word));
            }
        }
    }

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
        int position = First;
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

    private static ulong[][] Build(int capacity)
    {
        var words = new List<ulong[]>();
        int length = Math.Max(capacity, 1);
        do
        {
            length = (length + 63) / 64;
            words.Add(new ulong[length]);
        }
        while (length > 1);
        return [.. words];
    }
}
