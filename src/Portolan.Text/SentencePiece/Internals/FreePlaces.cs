namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The free places of a double array that is being built, linked in ascending order: taking one costs the same anywhere.</summary>
internal sealed class FreePlaces
{
    public const int None = -1;
    private const int Taken = int.MinValue;
    private int[] next = [];
    private int[] previous = [];
    private int last = None;

    /// <summary>The lowest free place, or <see cref="None"/>.</summary>
    public int First { get; private set; } = None;

    /// <summary>The free place after another one, or <see cref="None"/>.</summary>
    public int Next(int place) => next[place];

    public bool Contains(int place) => previous[place] != Taken;

    /// <summary>Adds the places up to <paramref name="count"/>, all free.</summary>
    public void Grow(int count)
    {
        int old = next.Length;
        Array.Resize(ref next, count);
        Array.Resize(ref previous, count);
        for (int place = old; place < count; place++)
        {
            previous[place] = last;
            next[place] = None;
            if (last == None)
            {
                First = place;
            }
            else
            {
                next[last] = place;
            }

            last = place;
        }
    }

    /// <summary>Unlinks a free place and returns the next one.</summary>
    public int Take(int place)
    {
        int before = previous[place];
        int after = next[place];
        if (before == None)
        {
            First = after;
        }
        else
        {
            next[before] = after;
        }

        if (after == None)
        {
            last = before;
        }
        else
        {
            previous[after] = before;
        }

        previous[place] = Taken;
        return after;
    }
}
