namespace Portolan.Corpus.Urls;

/// <summary>The parts of an absolute address with a host, as they are written: nothing is decoded, checked further or copied.</summary>
/// <remarks>
/// Spans are parts of the text that was parsed and valid as long as it is. Source: RFC 3986, section 3; as browsers do, a backslash
/// counts as a slash before the query, and white space around the address does not count. For the normal form see <see cref="UrlNormalizer"/>.
/// </remarks>
public readonly ref struct UrlView
{
    private UrlView(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> userInfo, ReadOnlySpan<byte> host, int port, ReadOnlySpan<byte> path, ReadOnlySpan<byte> query, ReadOnlySpan<byte> fragment)
    {
        Scheme = scheme;
        UserInfo = userInfo;
        Host = host;
        Port = port;
        Path = path;
        Query = query;
        Fragment = fragment;
    }

    /// <summary>The scheme without its colon, such as <c>https</c>.</summary>
    public ReadOnlySpan<byte> Scheme { get; }

    /// <summary>What stands before the last <c>@</c> of the authority; empty when there is none.</summary>
    public ReadOnlySpan<byte> UserInfo { get; }

    /// <summary>The host; not empty. An IPv6 address keeps its brackets.</summary>
    public ReadOnlySpan<byte> Host { get; }

    /// <summary>The port, 0 to 65535, or -1 when none is written.</summary>
    public int Port { get; }

    /// <summary>The path with its slash; empty when the authority is followed by a query, a fragment or nothing.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>What stands between <c>?</c> and <c>#</c>, without both.</summary>
    public ReadOnlySpan<byte> Query { get; }

    /// <summary>What stands behind <c>#</c>.</summary>
    public ReadOnlySpan<byte> Fragment { get; }

    /// <summary>Finds the parts of an address.</summary>
    /// <param name="url">Bytes, in ASCII or UTF-8.</param>
    /// <param name="view">The parts.</param>
    /// <returns>False when there is no <c>scheme://host</c>, or the port is no number up to 65535.</returns>
    public static bool TryParse(ReadOnlySpan<byte> url, out UrlView view)
    {
        view = default;
        ReadOnlySpan<byte> rest = url.Trim(" \t\r\n\f\v\0"u8);
        int colon = rest.IndexOf((byte)':');
        if (colon <= 0 || !IsScheme(rest[..colon]))
        {
            return false;
        }

        ReadOnlySpan<byte> scheme = rest[..colon];
        rest = rest[(colon + 1)..];
        return rest.Length >= 2 && rest[0] is (byte)'/' or (byte)'\\' && rest[1] is (byte)'/' or (byte)'\\'
            && TryParseHierarchy(scheme, rest[2..], out view);
    }

    /// <summary>Finds the parts of what follows <c>scheme://</c>.</summary>
    internal static bool TryParseHierarchy(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> rest, out UrlView view)
    {
        view = default;
        int end = rest.IndexOfAny("/\\?#"u8);
        ReadOnlySpan<byte> authority = end < 0 ? rest : rest[..end];
        rest = rest[authority.Length..];
        int at = authority.LastIndexOf((byte)'@');
        ReadOnlySpan<byte> userInfo = at < 0 ? default : authority[..at];
        ReadOnlySpan<byte> host = authority[(at + 1)..];
        int port = -1;
        int portColon = host.LastIndexOf((byte)':');
        if (portColon >= 0 && !host[portColon..].Contains((byte)']'))
        {
            if (!TryPort(host[(portColon + 1)..], out port))
            {
                return false;
            }

            host = host[..portColon];
        }

        if (host.IsEmpty)
        {
            return false;
        }

        int hash = rest.IndexOf((byte)'#');
        ReadOnlySpan<byte> fragment = hash < 0 ? default : rest[(hash + 1)..];
        rest = hash < 0 ? rest : rest[..hash];
        int mark = rest.IndexOf((byte)'?');
        view = new UrlView(scheme, userInfo, host, port, mark < 0 ? rest : rest[..mark], mark < 0 ? default : rest[(mark + 1)..], fragment);
        return true;
    }

    private static bool IsScheme(ReadOnlySpan<byte> scheme)
    {
        if (!char.IsAsciiLetter((char)scheme[0]))
        {
            return false;
        }

        foreach (byte b in scheme)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'+' or (byte)'-' or (byte)'.'))
            {
                return false;
            }
        }

        return true;
    }

    // Without digits there is no port: "http://host:/" is "http://host/".
    private static bool TryPort(ReadOnlySpan<byte> digits, out int port)
    {
        port = digits.IsEmpty ? -1 : 0;
        foreach (byte b in digits)
        {
            if (!char.IsAsciiDigit((char)b))
            {
                return false;
            }

            port = port * 10 + b - '0';
            if (port > ushort.MaxValue)
            {
                return false;
            }
        }

        return true;
    }
}
