namespace Portolan.Storage.Compression;

public abstract partial class ByteSource
{
    /// <summary>Reads until <see cref="Window"/> holds the line feed that ends its first line.</summary>
    /// <param name="maxBytes">Longest line, without its line feed: 0 to <see cref="MaxWindow"/> − 1.</param>
    /// <returns>
    /// The line feed's index in <see cref="Window"/>, which is the line's length; or -1. Then <see cref="Window"/> holds more than
    /// <paramref name="maxBytes"/> bytes when the line is longer than that, and else what there is before the data ends or is damaged.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is out of its range.</exception>
    public int FindLineFeed(int maxBytes = MaxWindow - 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, MaxWindow - 1);
        int searched = 0;
        do
        {
            // No further than the limit, so that what is found does not depend on how much was read.
            ReadOnlySpan<byte> read = Window[..Math.Min(Window.Length, maxBytes + 1)];
            int found = read[searched..].IndexOf((byte)'\n');
            if (found >= 0)
            {
                return searched + found;
            }

            searched = read.Length;
        }
        while (searched <= maxBytes && Ensure(searched + 1));
        return -1;
    }
}
