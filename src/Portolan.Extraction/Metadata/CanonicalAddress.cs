namespace Portolan.Extraction.Metadata;

/// <summary>Addresses that a page wants to be known by.</summary>
internal static class CanonicalAddress
{
    private const int Longest = 2048;

    /// <summary>Makes an address absolute, or gives null when it is none that a page can have.</summary>
    /// <param name="address">As it is written, relative or absolute.</param>
    /// <param name="baseAddress">The page's <c>base</c> element's, or null.</param>
    /// <param name="url">The page's own, or null.</param>
    public static string? Resolve(string? address, string? baseAddress, string? url)
    {
        if (address is null || address.Length > Longest)
        {
            return null;
        }

        Uri? own = Absolute(url);
        Uri? from = own is null ? Absolute(baseAddress)
            : baseAddress is { Length: <= Longest } && Uri.TryCreate(own, baseAddress, out Uri? based) && IsPage(based) ? based
            : own;
        if (Absolute(address) is { } absolute)
        {
            return Text(absolute);
        }

        return from is not null && !address.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(from, address, out Uri? resolved) && IsPage(resolved)
            ? Text(resolved)
            : null;
    }

    private static Uri? Absolute(string? address) =>
        address is { Length: <= Longest }
        && (address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && IsPage(uri)
            ? uri
            : null;

    private static bool IsPage(Uri uri) =>
        uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Contains('.') && !uri.Host.StartsWith('.');

    /// <summary>Percent-encoded, and without a fragment: that is a place in the page.</summary>
    private static string Text(Uri uri) => uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.Fragment, UriFormat.UriEscaped);
}
