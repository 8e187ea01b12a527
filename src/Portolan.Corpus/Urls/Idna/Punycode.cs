namespace Portolan.Corpus.Urls.Idna;

/// <summary>Punycode, the ASCII form of a label with other letters. Source: RFC 3492, with its constants.</summary>
internal static class Punycode
{
    private const int Base = 36, MinThreshold = 1, MaxThreshold = 26, Skew = 38, Damp = 700, InitialBias = 72, FirstCodePoint = 0x80;

    /// <summary>Appends the encoded label, without <c>xn--</c>.</summary>
    /// <param name="label">Code points, at most as many as a host name may have bytes.</param>
    /// <param name="destination">ASCII is added here.</param>
    public static void Append(ReadOnlySpan<int> label, List<byte> destination)
    {
        int start = destination.Count;
        foreach (int c in label)
        {
            if (c < FirstCodePoint)
            {
                destination.Add((byte)c);
            }
        }

        int basic = destination.Count - start, handled = basic, bias = InitialBias;
        if (basic > 0)
        {
            destination.Add((byte)'-');
        }

        long delta = 0;
        for (int next = FirstCodePoint; handled < label.Length; next++)
        {
            int least = int.MaxValue;
            foreach (int c in label)
            {
                least = c >= next && c < least ? c : least;
            }

            delta += (long)(least - next) * (handled + 1);
            next = least;
            foreach (int c in label)
            {
                delta += c < next ? 1 : 0;
                if (c == next)
                {
                    AppendNumber(delta, bias, destination);
                    bias = Adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
        }
    }

    private static void AppendNumber(long value, int bias, List<byte> destination)
    {
        for (int k = Base; ; k += Base)
        {
            int threshold = Math.Clamp(k - bias, MinThreshold, MaxThreshold);
            if (value < threshold)
            {
                destination.Add(Digit((int)value));
                return;
            }

            destination.Add(Digit(threshold + (int)((value - threshold) % (Base - threshold))));
            value = (value - threshold) / (Base - threshold);
        }
    }

    private static byte Digit(int value) => (byte)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int Adapt(long delta, int points, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / points;
        int k = 0;
        for (; delta > (Base - MinThreshold) * MaxThreshold / 2; k += Base)
        {
            delta /= Base - MinThreshold;
        }

        return k + (int)((Base - MinThreshold + 1) * delta / (delta + Skew));
    }
}
