using Portolan.Extraction.Html;

namespace Portolan.Extraction.Rendering;

/// <summary>Turns a page's links into addresses that hold outside the page.</summary>
internal sealed class LinkTargets
{
    private const int MaxLength = 2000;

    private Uri? address;

    /// <summary>Takes the address that a page's links are relative to: its own, changed by its <c>base</c> element.</summary>
    public void Begin(HtmlDocument document, string? url)
    {
        address = Uri.TryCreate(url, UriKind.Absolute, out Uri? page) && IsWeb(page) ? page : null;
        for (int node = 1; node < document.Count && document.Tag(node) != HtmlTag.Body; node++)
        {
            if (document.Tag(node) == HtmlTag.Base && document.TryGetAttribute(node, "href", out ReadOnlySpan<char> href) && href.Length <= MaxLength)
            {
                address = Resolve(href) is { } resolved && IsWeb(resolved) ? resolved : address;
                break;
            }
        }
    }

    /// <summary>Appends a link's target as CommonMark writes it between parentheses.</summary>
    /// <returns>Whether it leads anywhere: not to a script, to data, or to a place in the same page.</returns>
    public bool TryAppend(HtmlDocument document, int link, RenderBuffer output)
    {
        ReadOnlySpan<char> href = document.Attribute(link, "href").Trim();
        if (href.Length is 0 or > MaxLength || href[0] == '#')
        {
            return false;
        }

        if (Resolve(href) is { } absolute)
        {
            if (!IsWeb(absolute) && absolute.Scheme != Uri.UriSchemeMailto && absolute.Scheme != Uri.UriSchemeFtp)
            {
                return false;
            }

            AppendEscaped(absolute.AbsoluteUri, output);
            return true;
        }

        // Nobody knows the page's address: a relative target is better than none, as long as no scheme is hidden in it.
        int colon = href.IndexOf(':');
        if (address is not null || (colon >= 0 && href[..colon].IndexOfAny('/', '?', '#') < 0))
        {
            return false;
        }

        AppendEscaped(href, output);
        return true;
    }

    private Uri? Resolve(ReadOnlySpan<char> href)
    {
        string text = href.Trim().ToString();

        // On Unix a path such as /a is an absolute file address to the framework.
        bool relative = text.Length > 0 && text[0] is '/' or '\\';
        return address is not null
            ? Uri.TryCreate(address, text, out Uri? joined) ? joined : null
            : !relative && Uri.TryCreate(text, UriKind.Absolute, out Uri? absolute) ? absolute : null;
    }

    private static bool IsWeb(Uri uri) => uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;

    private static void AppendEscaped(ReadOnlySpan<char> target, RenderBuffer output)
    {
        for (int i = 0; i < target.Length; i++)
        {
            char c = target[i];
            if (c is <= ' ' or '(' or ')' or '<' or '>' or '`' or '\\' or '"' or '|' or '\x7F')
            {
                output.Append('%');
                output.Append("0123456789ABCDEF"[c >> 4]);
                output.Append("0123456789ABCDEF"[c & 15]);
            }
            else if (c == '&' && MarkdownText.IsReference(target[i..]))
            {
                output.Append("&amp;");
            }
            else
            {
                output.Append(Blanks.IsBlank(c) ? Uri.EscapeDataString(c.ToString()) : target.Slice(i, 1));
            }
        }
    }
}
