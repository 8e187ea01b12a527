namespace Portolan.Corpus.Urls;

/// <summary>Resolves <c>.</c> and <c>..</c> in a path. Source: RFC 3986, section 5.2.4.</summary>
internal static class DotSegments
{
    /// <summary>Removes the segments in place; each byte is written and taken back once at the most.</summary>
    /// <param name="path">Empty, or beginning with a slash.</param>
    /// <returns>Bytes that are left.</returns>
    public static int Remove(Span<byte> path)
    {
        int write = 0;
        for (int read = 0; read < path.Length;)
        {
            int size = path[(read + 1)..].IndexOf((byte)'/') + 1;
            size = size == 0 ? path.Length - read : size;
            Span<byte> segment = path.Slice(read, size);
            bool isLast = read + size == path.Length;
            bool isUp = segment.SequenceEqual("/.."u8);
            if (isUp)
            {
                write = Math.Max(0, path[..write].LastIndexOf((byte)'/'));
            }

            if (!isUp && !segment.SequenceEqual("/."u8))
            {
                segment.CopyTo(path[write..]);
                write += size;
            }
            else if (isLast)
            {
                path[write++] = (byte)'/';
            }

            read += size;
        }

        return write;
    }
}
