using System.Text;

namespace Portolan.Corpus.Urls;

/// <summary>Brings addresses into a normal form, so that two that mean the same are the same bytes.</summary>
/// <remarks>
/// RFC 3986, section 6: scheme and host in lower case, the host's other letters in Punycode, percent encoding in its shortest form,
/// dot segments resolved, the default port left out, an empty path <c>/</c>. Beyond that: user name and password, the fragment, an
/// empty query and empty parameters go, and what <see cref="UrlNormalizerOptions"/> says. Idempotent. One instance a thread: it keeps the
/// buffer that its properties show, which are valid until the next call; a steady flow of addresses in ASCII allocates nothing.
/// </remarks>
public sealed class UrlNormalizer
{
    /// <summary>The longest address that is taken, in bytes.</summary>
    public const int MaxLength = 1 << 16;

    private readonly UrlNormalizerOptions options;
    private readonly List<(int Start, int Length)> parameters = [];
    private byte[] buffer = new byte[1 << 10];
    private byte[] clean = [];
    private int length, schemeLength, hostStart, hostLength, pathStart, pathLength;

    /// <summary>Creates a normaliser.</summary>
    /// <param name="options">What goes beyond the standard; null for the defaults.</param>
    public UrlNormalizer(UrlNormalizerOptions? options = null) => this.options = options ?? new UrlNormalizerOptions();

    /// <summary>The normal form, ASCII; empty when the last call failed.</summary>
    public ReadOnlySpan<byte> Text => buffer.AsSpan(0, length);

    /// <summary>The host: a name without a final dot, four numbers, or an IPv6 address in brackets.</summary>
    public ReadOnlySpan<byte> Host => buffer.AsSpan(hostStart, hostLength);

    /// <summary>Path and query, from the slash on.</summary>
    public ReadOnlySpan<byte> PathAndQuery => buffer.AsSpan(pathStart, length - pathStart);

    /// <summary>The path, from the slash on.</summary>
    public ReadOnlySpan<byte> Path => buffer.AsSpan(pathStart, pathLength);

    /// <summary>The scheme without its colon.</summary>
    public ReadOnlySpan<byte> Scheme => buffer.AsSpan(0, schemeLength);

    /// <summary>Whether the host is a name, which has parents, and no number.</summary>
    internal bool HostIsName { get; private set; }

    /// <summary>Normalises an address.</summary>
    /// <param name="url">Bytes, in ASCII or UTF-8; line breaks and tabs in it do not count.</param>
    /// <returns>False when it has no scheme and host, the host is none, or it is longer than <see cref="MaxLength"/>.</returns>
    public bool TryNormalize(ReadOnlySpan<byte> url)
    {
        Clear();
        return url.Length <= MaxLength && UrlView.TryParse(Clean(url), out UrlView view) && TryWrite(view);
    }

    /// <summary>Normalises <c>host/path</c>, as lists have it, where a scheme is not written.</summary>
    internal bool TryNormalizeWithoutScheme(ReadOnlySpan<byte> rest)
    {
        Clear();
        return rest.Length <= MaxLength && UrlView.TryParseHierarchy("http"u8, Clean(rest), out UrlView view) && TryWrite(view);
    }

    /// <summary>Takes any bytes for an address; the normal form, if there is one, must be its own.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        foreach (UrlNormalizerOptions options in (ReadOnlySpan<UrlNormalizerOptions>)[new(), new() { KeepTracking = true }, new() { SortQuery = true, IgnoreScheme = true, IgnoreWww = true }])
        {
            var normalizer = new UrlNormalizer(options);
            if (normalizer.TryNormalize(data))
            {
                byte[] once = normalizer.Text.ToArray();
                if (!normalizer.TryNormalize(once) || !normalizer.Text.SequenceEqual(once))
                {
                    throw new InvalidOperationException($"'{Encoding.ASCII.GetString(once)}' becomes '{Encoding.ASCII.GetString(normalizer.Text)}'");
                }
            }
        }

        return true;
    }

    private void Clear() => length = schemeLength = hostStart = hostLength = pathStart = pathLength = 0;

    private ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> url)
    {
        if (!url.ContainsAny("\t\r\n"u8))
        {
            return url;
        }

        clean = clean.Length < url.Length ? new byte[url.Length] : clean;
        int count = 0;
        foreach (byte b in url)
        {
            if (b is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                clean[count++] = b;
            }
        }

        return clean.AsSpan(0, count);
    }

    private bool TryWrite(UrlView view)
    {
        // Each byte of path and query takes three at the most.
        int room = view.Scheme.Length + HostName.MaxLength + 16 + 3 * (view.Path.Length + view.Query.Length);
        if (buffer.Length < room)
        {
            buffer = new byte[room];
        }

        Ascii.ToLower(view.Scheme, buffer, out int at);
        schemeLength = at;
        if (options.IgnoreScheme && Scheme.SequenceEqual("https"u8))
        {
            schemeLength = at = 4;
        }

        bool isDefaultPort = view.Port < 0 || view.Port == DefaultPort(view.Scheme);
        "://"u8.CopyTo(buffer.AsSpan(at));
        hostStart = at += 3;
        if (!HostName.TryNormalize(view.Host, buffer.AsSpan(at), out hostLength, out HostKind kind))
        {
            Clear();
            return false;
        }

        HostIsName = kind == HostKind.Name;
        while (options.IgnoreWww && HostIsName && Host.StartsWith("www."u8) && Host[4..].Contains((byte)'.'))
        {
            Host[4..].CopyTo(buffer.AsSpan(hostStart));
            hostLength -= 4;
        }

        at += hostLength;
        if (!isDefaultPort)
        {
            buffer[at++] = (byte)':';
            view.Port.TryFormat(buffer.AsSpan(at), out int digits, provider: System.Globalization.CultureInfo.InvariantCulture);
            at += digits;
        }

        pathStart = at;
        WritePath(view.Path);
        length = pathStart + pathLength;
        WriteQuery(view.Query);
        return true;
    }

    private void WritePath(ReadOnlySpan<byte> path)
    {
        Span<byte> room = buffer.AsSpan(pathStart);
        int count;
        if (path.Contains((byte)'\\'))
        {
            byte[] slashed = path.ToArray();
            slashed.AsSpan().Replace((byte)'\\', (byte)'/');
            count = PercentEncoding.Normalize(slashed, room);
        }
        else
        {
            count = PercentEncoding.Normalize(path, room);
        }

        if (!options.KeepTracking)
        {
            // What is left can end in another one, or in dots.
            for (int end; (end = TrackingParameters.SessionStart(room[..count])) < count;)
            {
                count = end;
            }
        }

        count = DotSegments.Remove(room[..count]);
        if (count == 0)
        {
            room[count++] = (byte)'/';
        }

        pathLength = count;
    }

    private void WriteQuery(ReadOnlySpan<byte> query)
    {
        if (query.IsEmpty)
        {
            return;
        }

        // Written behind the place of the question mark, then closed up in place.
        int first = length + 1, end = first + PercentEncoding.Normalize(query, buffer.AsSpan(first));
        parameters.Clear();
        for (int start = first; start < end;)
        {
            int size = buffer.AsSpan(start, end - start).IndexOf((byte)'&');
            size = size < 0 ? end - start : size;
            if (size > 0 && (options.KeepTracking || !TrackingParameters.Contains(buffer.AsSpan(start, size))))
            {
                parameters.Add((start, size));
            }

            start += size + 1;
        }

        if (options.SortQuery)
        {
            SortParameters(first, end);
        }

        int write = length;
        foreach ((int start, int size) in parameters)
        {
            buffer[write] = (byte)(write == length ? '?' : '&');
            buffer.AsSpan(start, size).CopyTo(buffer.AsSpan(write + 1));
            write += size + 1;
        }

        length = write;
    }

    private void SortParameters(int first, int end)
    {
        byte[] copy = buffer[first..end];
        parameters.Sort((a, b) => copy.AsSpan(a.Start - first, a.Length).SequenceCompareTo(copy.AsSpan(b.Start - first, b.Length)));
        int write = first;
        for (int i = 0; i < parameters.Count; i++)
        {
            (int start, int size) = parameters[i];
            copy.AsSpan(start - first, size).CopyTo(buffer.AsSpan(write));
            parameters[i] = (write, size);
            write += size + 1;
        }
    }

    private static int DefaultPort(ReadOnlySpan<byte> scheme) =>
        Ascii.EqualsIgnoreCase(scheme, "http"u8) || Ascii.EqualsIgnoreCase(scheme, "ws"u8) ? 80
        : Ascii.EqualsIgnoreCase(scheme, "https"u8) || Ascii.EqualsIgnoreCase(scheme, "wss"u8) ? 443
        : Ascii.EqualsIgnoreCase(scheme, "ftp"u8) ? 21
        : -1;
}
