using System.Buffers;
using System.Text;

namespace Portolan.Corpus.Links;

/// <summary>Resolves the references of a page against its address: RFC 3986, section 5.2, with the tolerance of browsers.</summary>
/// <remarks>
/// Of the URL Standard (url.spec.whatwg.org) it has what links of real pages need: outer white space goes, tabs and line breaks go wherever
/// they are, a backslash is a slash, <c>http:x</c> is relative to an http base, and spaces, controls, quotes, angle brackets and bytes that are not ASCII become
/// percent escapes behind the host. Scheme and host are lower-cased (ASCII), an empty path becomes <c>/</c>, the fragment goes. Time is
/// linear in the reference. One instance serves many pages. Not thread-safe.
/// </remarks>
internal sealed class LinkResolver
{
    /// <summary>Longest address, in bytes; servers refuse far shorter ones.</summary>
    public const int MaxLength = 1 << 14;

    private static readonly SearchValues<byte> Removed = SearchValues.Create("\t\n\r"u8);

    private static readonly SearchValues<byte> SchemeBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."u8);

    private static readonly SearchValues<byte> ForbiddenInHost = SearchValues.Create("<>\"%|^`{}\\"u8);

    private readonly byte[] clean = new byte[MaxLength];

    // Every byte may become three.
    private readonly byte[] resolved = new byte[4 * MaxLength];
    private byte[] page = [];
    private int pageLength, authorityEnd, pathEnd, directoryEnd;
    private bool isSecure, hasBase;

    /// <summary>Sets the address that references are relative to.</summary>
    /// <param name="address">The page's address, or what its <c>base</c> element resolved to.</param>
    /// <returns>False when it is not http(s), after which only absolute references resolve.</returns>
    public bool TrySetBase(ReadOnlySpan<byte> address)
    {
        hasBase = false;
        if (Resolve(address, out ReadOnlySpan<byte> absolute) != LinkTarget.Page)
        {
            return false;
        }

        SetPage(absolute);
        return true;
    }

    /// <summary>Takes what a page's <c>base</c> element says as the base; nothing changes when that resolves to no page.</summary>
    /// <param name="reference">As written; empty when the page has none.</param>
    public void TryMoveBase(ReadOnlySpan<byte> reference)
    {
        if (hasBase && Resolve(reference, out ReadOnlySpan<byte> absolute) == LinkTarget.Page)
        {
            SetPage(absolute);
        }
    }

    private void SetPage(ReadOnlySpan<byte> absolute)
    {
        page = page.Length < absolute.Length ? new byte[MaxLength] : page;
        absolute.CopyTo(page);
        pageLength = absolute.Length;
        isSecure = absolute.StartsWith("https:"u8);
        int authority = isSecure ? 8 : 7;
        authorityEnd = authority + absolute[authority..].IndexOf((byte)'/');
        int query = absolute[authorityEnd..].IndexOf((byte)'?');
        pathEnd = query < 0 ? pageLength : authorityEnd + query;
        directoryEnd = authorityEnd + absolute[authorityEnd..pathEnd].LastIndexOf((byte)'/') + 1;
        hasBase = true;
    }

    /// <summary>Resolves a reference.</summary>
    /// <param name="reference">As written on the page, UTF-8.</param>
    /// <param name="address">The absolute address, ASCII but for its host; valid until the next call. Empty unless the answer is <see cref="LinkTarget.Page"/>.</param>
    public LinkTarget Resolve(ReadOnlySpan<byte> reference, out ReadOnlySpan<byte> address)
    {
        address = default;
        if (!TryClean(reference, out ReadOnlySpan<byte> rest))
        {
            return LinkTarget.Invalid;
        }

        int hash = rest.IndexOf((byte)'#');
        rest = hash < 0 ? rest : rest[..hash];
        if (rest.IsEmpty)
        {
            return LinkTarget.SamePage;
        }

        bool secure = isSecure, isAbsolute = false;
        int colon = SchemeEnd(rest);
        if (colon > 0)
        {
            ReadOnlySpan<byte> scheme = rest[..colon];
            secure = Ascii.EqualsIgnoreCase(scheme, "https"u8);
            if (!secure && !Ascii.EqualsIgnoreCase(scheme, "http"u8))
            {
                return LinkTarget.OtherScheme;
            }

            rest = rest[(colon + 1)..];
            isAbsolute = !hasBase || secure != isSecure || (rest.Length > 1 && IsSlash(rest[0]) && IsSlash(rest[1]));
            if (rest.IsEmpty)
            {
                return isAbsolute ? LinkTarget.Invalid : LinkTarget.SamePage;
            }
        }

        if (isAbsolute || (rest.Length > 1 && IsSlash(rest[0]) && IsSlash(rest[1])))
        {
            if (!isAbsolute && !hasBase)
            {
                return LinkTarget.Invalid;
            }

            int start = rest.IndexOfAnyExcept((byte)'/', (byte)'\\');
            return start < 0 ? LinkTarget.Invalid : Absolute(secure, rest[start..], out address);
        }

        return hasBase ? Relative(rest, out address) : LinkTarget.Invalid;
    }

    /// <summary>Whether two absolute addresses have the same host and port, ASCII letters' case set aside.</summary>
    public static bool HaveSameHost(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => Ascii.EqualsIgnoreCase(HostOf(first), HostOf(second)) || HostOf(first).SequenceEqual(HostOf(second));

    /// <summary>Resolves arbitrary bytes against arbitrary bytes; for fuzzing.</summary>
    internal static int Fuzz(ReadOnlySpan<byte> data)
    {
        var resolver = new LinkResolver();
        int cut = data.IndexOf((byte)'|');
        resolver.TrySetBase(cut < 0 ? "http://a/b/c"u8 : data[..cut]);
        LinkTarget target = resolver.Resolve(cut < 0 ? data : data[(cut + 1)..], out ReadOnlySpan<byte> address);
        if (target == LinkTarget.Page && (address.IndexOf("://"u8) < 0 || address.ContainsAnyInRange((byte)0, (byte)' ')))
        {
            throw new InvalidOperationException("an address that is none");
        }

        return address.Length;
    }

    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> address)
    {
        int start = address.IndexOf("//"u8) + 2;
        ReadOnlySpan<byte> rest = address[start..];
        int end = rest.IndexOfAny((byte)'/', (byte)'?');
        rest = end < 0 ? rest : rest[..end];
        return rest[(rest.LastIndexOf((byte)'@') + 1)..];
    }

    private bool TryClean(ReadOnlySpan<byte> reference, out ReadOnlySpan<byte> cleaned)
    {
        int start = reference.IndexOfAnyExceptInRange((byte)0, (byte)' ');
        cleaned = default;
        if (start < 0)
        {
            return true;
        }

        reference = reference[start..(reference.LastIndexOfAnyExceptInRange((byte)0, (byte)' ') + 1)];
        if (reference.Length > MaxLength)
        {
            return false;
        }

        if (!reference.ContainsAny(Removed))
        {
            cleaned = reference;
            return true;
        }

        int length = 0;
        foreach (byte value in reference)
        {
            if (value is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
            {
                clean[length++] = value;
            }
        }

        cleaned = clean.AsSpan(0, length);
        return true;
    }

    private static int SchemeEnd(ReadOnlySpan<byte> reference)
    {
        int end = reference.IndexOfAnyExcept(SchemeBytes);
        return end > 0 && reference[end] == ':' && char.IsAsciiLetter((char)reference[0]) ? end : -1;
    }

    private LinkTarget Absolute(bool secure, ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> address)
    {
        address = default;
        int end = rest.IndexOfAny((byte)'/', (byte)'\\', (byte)'?');
        ReadOnlySpan<byte> authority = end < 0 ? rest : rest[..end];
        ReadOnlySpan<byte> host = authority[(authority.LastIndexOf((byte)'@') + 1)..];
        if (host.IsEmpty || host[0] == ':' || authority.ContainsAnyInRange((byte)0, (byte)' ') || host.ContainsAny(ForbiddenInHost))
        {
            return LinkTarget.Invalid;
        }

        ReadOnlySpan<byte> scheme = secure ? "https://"u8 : "http://"u8;
        scheme.CopyTo(resolved);
        int length = scheme.Length;
        authority[..^host.Length].CopyTo(resolved.AsSpan(length));
        length += authority.Length - host.Length;
        foreach (byte value in host)
        {
            resolved[length++] = value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
        }

        return Finish(length, length, end < 0 ? default : rest[end..], out address);
    }

    private LinkTarget Relative(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> address)
    {
        int kept = IsSlash(rest[0]) ? authorityEnd : rest[0] == '?' ? pathEnd : directoryEnd;
        page.AsSpan(0, kept).CopyTo(resolved);
        return Finish(kept, authorityEnd, rest, out address);
    }

    /// <summary>Appends path and query to what is there, taking out dot segments.</summary>
    private LinkTarget Finish(int length, int pathStart, ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> address)
    {
        int query = rest.IndexOf((byte)'?');
        ReadOnlySpan<byte> path = query < 0 ? rest : rest[..query];
        if (length == pathStart)
        {
            resolved[length++] = (byte)'/';
            path = path.IsEmpty || !IsSlash(path[0]) ? path : path[1..];
        }

        while (!path.IsEmpty)
        {
            int slash = path.IndexOfAny((byte)'/', (byte)'\\');
            ReadOnlySpan<byte> segment = slash < 0 ? path : path[..slash];
            int dots = Dots(segment);
            if (dots == 2)
            {
                // Behind the last slash but one, never before the path's first.
                int parent = resolved.AsSpan(pathStart, Math.Max(0, length - pathStart - 1)).LastIndexOf((byte)'/');
                length = pathStart + Math.Max(0, parent) + 1;
            }
            else if (dots == 0)
            {
                Escape(segment, ref length);
                if (slash >= 0)
                {
                    resolved[length++] = (byte)'/';
                }
            }

            path = slash < 0 ? default : path[(slash + 1)..];
        }

        if (query >= 0)
        {
            Escape(rest[query..], ref length);
        }

        address = resolved.AsSpan(0, length);
        if (length > MaxLength)
        {
            address = default;
            return LinkTarget.Invalid;
        }

        return LinkTarget.Page;
    }

    private void Escape(ReadOnlySpan<byte> text, ref int length)
    {
        foreach (byte value in text)
        {
            if (value is > (byte)' ' and < 0x7f and not ((byte)'"' or (byte)'<' or (byte)'>'))
            {
                resolved[length++] = value;
            }
            else
            {
                resolved[length++] = (byte)'%';
                resolved[length++] = "0123456789ABCDEF"u8[value >> 4];
                resolved[length++] = "0123456789ABCDEF"u8[value & 15];
            }
        }
    }

    /// <summary>1 for a segment that means "here", 2 for one that means "above", 0 for any other; <c>%2e</c> is a dot too.</summary>
    private static int Dots(ReadOnlySpan<byte> segment)
    {
        int dots = 0;
        while (!segment.IsEmpty && dots < 3)
        {
            int used = segment[0] == '.' ? 1 : segment.Length >= 3 && segment[0] == '%' && segment[1] == '2' && (segment[2] | 0x20) == 'e' ? 3 : 0;
            if (used == 0)
            {
                return 0;
            }

            dots++;
            segment = segment[used..];
        }

        return dots <= 2 ? dots : 0;
    }

    private static bool IsSlash(byte value) => value is (byte)'/' or (byte)'\\';
}
