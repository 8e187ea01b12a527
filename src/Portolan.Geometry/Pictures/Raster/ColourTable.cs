using Portolan.Geometry.Pictures.Drawing;

namespace Portolan.Geometry.Pictures.Raster;

/// <summary>Chooses the few colours that stand for many, by median cut (Heckbert 1982), and finds each colour's stand-in.</summary>
internal sealed class ColourTable
{
    private readonly Dictionary<Colour, byte> nearest = [];

    private ColourTable(IReadOnlyList<Colour> colours) => Colours = colours;

    public IReadOnlyList<Colour> Colours { get; }

    /// <summary>At most <paramref name="limit"/> colours for a set of pictures; all of theirs when they have no more.</summary>
    public static ColourTable For(IEnumerable<Canvas> canvases, int limit)
    {
        var counts = new Dictionary<int, int>();
        foreach (Canvas canvas in canvases)
        {
            ReadOnlySpan<byte> pixels = canvas.Pixels;
            int last = -1, run = 0;
            for (int at = 0; at < pixels.Length; at += 3)
            {
                int packed = (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];
                if (packed != last)
                {
                    Count(counts, last, run);
                    (last, run) = (packed, 0);
                }

                run++;
            }

            Count(counts, last, run);
        }

        // Sorted, so that the table does not depend on the order in which a dictionary is walked.
        (Colour Colour, int Count)[] all = [.. counts.OrderBy(pair => pair.Key).Select(pair => (Colour.FromHex((uint)pair.Key), pair.Value))];
        return new ColourTable(all.Length <= limit ? [.. all.Select(entry => entry.Colour)] : Cut(all, limit));
    }

    /// <summary>The index of the colour that is nearest in sRGB.</summary>
    public byte IndexOf(Colour colour)
    {
        if (nearest.TryGetValue(colour, out byte index))
        {
            return index;
        }

        int best = int.MaxValue;
        for (int i = 0; i < Colours.Count; i++)
        {
            int red = Colours[i].Red - colour.Red, green = Colours[i].Green - colour.Green, blue = Colours[i].Blue - colour.Blue;
            int distance = (red * red) + (green * green) + (blue * blue);
            if (distance < best)
            {
                best = distance;
                index = (byte)i;
            }
        }

        nearest.Add(colour, index);
        return index;
    }

    private static void Count(Dictionary<int, int> counts, int colour, int run)
    {
        if (run > 0)
        {
            counts[colour] = counts.GetValueOrDefault(colour) + run;
        }
    }

    private static List<Colour> Cut((Colour Colour, int Count)[] all, int limit)
    {
        var boxes = new List<ArraySegment<(Colour Colour, int Count)>> { all };
        while (boxes.Count < limit)
        {
            // The widest box is halved: rare colours far from all others keep a place of their own, which thin lines need.
            int widest = -1, width = 0;
            for (int i = 0; i < boxes.Count; i++)
            {
                int here = Enumerable.Range(0, 3).Max(channel => Spread(boxes[i], channel));
                if (here > width)
                {
                    (widest, width) = (i, here);
                }
            }

            if (widest < 0)
            {
                break;
            }

            ArraySegment<(Colour Colour, int Count)> box = boxes[widest];
            int along = Enumerable.Range(0, 3).MaxBy(channel => Spread(box, channel));
            (Colour Colour, int Count)[] sorted = [.. box.OrderBy(entry => Channel(entry.Colour, along))];
            sorted.AsSpan().CopyTo(box);
            int middle = (Channel(sorted[0].Colour, along) + Channel(sorted[^1].Colour, along) + 1) / 2;
            int half = Array.FindIndex(sorted, entry => Channel(entry.Colour, along) >= middle);
            boxes[widest] = box[..half];
            boxes.Add(box[half..]);
        }

        return [.. boxes.Select(Mean)];
    }

    private static Colour Mean(ArraySegment<(Colour Colour, int Count)> box)
    {
        long count = box.Sum(entry => (long)entry.Count);
        return new Colour(MeanOf(0), MeanOf(1), MeanOf(2));

        byte MeanOf(int channel) => (byte)((box.Sum(entry => (long)entry.Count * Channel(entry.Colour, channel)) + (count / 2)) / count);
    }

    private static int Spread(ArraySegment<(Colour Colour, int Count)> box, int channel) =>
        box.Max(entry => Channel(entry.Colour, channel)) - box.Min(entry => Channel(entry.Colour, channel));

    private static int Channel(Colour colour, int channel) => channel switch { 0 => colour.Red, 1 => colour.Green, _ => colour.Blue };
}
