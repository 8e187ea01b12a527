namespace Portolan.Samples.MakeCrawl;

/// <summary>Turns a capture into a page in its site's layout.</summary>
internal static class PageRenderer
{
    public static HtmlPage Render(Capture capture, IReadOnlyList<string> farmLinks)
    {
        HtmlPage page = new();
        WriteHead(page, capture);
        if (capture.Site.Layout == "table")
        {
            WriteTableBody(page, capture);
        }
        else
        {
            WriteBody(page, capture, farmLinks);
        }

        page.Markup("</body>\n</html>");
        return page;
    }

    private static void WriteHead(HtmlPage page, Capture capture)
    {
        Site site = capture.Site;
        string title = HtmlPage.Escape(capture.Page.Title);
        bool old = site.Layout == "table";
        page.Markup(old
            ? "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\n<html>\n<head>"
            : $"<!DOCTYPE html>\n<html lang=\"{capture.Page.Language}\">\n<head>");
        page.Markup(old
            ? $"<meta http-equiv=\"Content-Type\" content=\"text/html; charset={capture.Page.DeclaredCharset}\">"
            : $"<meta charset=\"{capture.Page.DeclaredCharset}\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Title(site.Layout == "board" ? $"{capture.Page.Title} - {site.Name}" : $"{capture.Page.Title} | {site.Name}");
        if (old)
        {
            page.Markup("</head>\n<body bgcolor=\"#eef3f6\">");
            return;
        }

        string address = site.UrlOf(capture.Page.Path);
        string description = HtmlPage.Escape(Shorten(capture.Page.Paragraphs.Count > 0 ? capture.Page.Paragraphs[0] : capture.Page.Title));
        page.Markup($"<meta name=\"description\" content=\"{description}\">");
        page.Markup($"<meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:url\" content=\"{address}\">");
        page.Markup($"<meta property=\"og:site_name\" content=\"{HtmlPage.Escape(site.Name)}\">\n<link rel=\"canonical\" href=\"{address}\">");
        if (capture.Page.Date.Length > 0)
        {
            page.Markup($"<meta property=\"article:published_time\" content=\"{capture.Page.Date}\">");
        }

        page.Markup("<link rel=\"stylesheet\" href=\"/assets/site.css\">\n<style>.banner{position:fixed;bottom:0}.skip{left:-99em}</style>");
        page.Markup("<script>window.site={consent:null,queue:[]};document.documentElement.className='js';</script>\n</head>\n<body>");
    }

    private static void WriteBody(HtmlPage page, Capture capture, IReadOnlyList<string> farmLinks)
    {
        Site site = capture.Site;
        WriteCookieBanner(page, site);
        page.Markup("<header class=\"site-header\">");
        page.Block("a", "class=\"logo\" href=\"/\"", site.Name);
        page.Block("p", "class=\"tagline\"", site.Tagline);
        WriteLinks(page, "nav", site.Navigation);
        page.Markup("</header>");
        bool article = site.Layout == "article";
        page.Markup(article ? "<main id=\"content\">\n<article>" : $"<div id=\"content\" class=\"{site.Layout}\">");
        page.Block("h1", "", capture.Page.Title);
        string byline = string.Join(" · ", new[] { capture.Page.Author, capture.Page.Date }.Where(part => part.Length > 0));
        page.Block("p", "class=\"byline\"", byline);
        WriteParagraphs(page, capture.Page);
        if (site.Layout == "farm")
        {
            WriteLinks(page, "div", farmLinks);
        }

        page.Markup(article ? "</article>\n</main>" : "</div>");
        WriteLinks(page, "aside", site.Aside);
        page.Markup("<footer>");
        foreach (string line in site.Footer)
        {
            page.Block("p", "", line);
        }

        page.Markup("</footer>\n<script src=\"/assets/site.js\" defer></script>");
        page.Markup($"<script>site.queue.push(['view','{capture.Page.Path}']);</script>");
    }

    private static void WriteTableBody(HtmlPage page, Capture capture)
    {
        Site site = capture.Site;
        page.Markup("<table width=\"760\" align=\"center\" cellpadding=\"6\"><tr><td colspan=\"2\" class=\"head\">");
        page.Block("b", "", site.Name);
        page.Block("i", "", site.Tagline);
        page.Markup("</td></tr><tr><td width=\"140\" valign=\"top\">");
        foreach (string link in site.Navigation)
        {
            page.Block("div", "", link);
        }

        page.Markup("</td><td valign=\"top\">");
        page.Block("h2", "", capture.Page.Title);
        WriteParagraphs(page, capture.Page);
        page.Markup("</td></tr><tr><td colspan=\"2\">");
        foreach (string line in site.Footer)
        {
            page.Block("div", "align=\"center\"", line);
        }

        page.Markup("</td></tr></table>");
    }

    private static void WriteCookieBanner(HtmlPage page, Site site)
    {
        if (site.Cookie.Length == 0)
        {
            return;
        }

        page.Markup("<div class=\"banner\" role=\"dialog\" aria-modal=\"false\">");
        page.Block("p", "", site.Cookie);
        foreach (string button in site.CookieButtons.Split(" | ", StringSplitOptions.RemoveEmptyEntries))
        {
            page.Block("button", "type=\"button\"", button);
        }

        page.Markup("</div>");
    }

    private static void WriteLinks(HtmlPage page, string tag, IReadOnlyList<string> links)
    {
        if (links.Count == 0)
        {
            return;
        }

        page.Markup($"<{tag}>\n<ul>");
        foreach (string link in links)
        {
            page.Block("li", "", link);
        }

        page.Markup($"</ul>\n</{tag}>");
    }

    /// <summary>Paragraphs; <c>## </c> begins a heading, <c>- </c> a list item, <c>> </c> a quotation, <c>@ </c> a forum post's head.</summary>
    private static void WriteParagraphs(HtmlPage page, Page described)
    {
        bool inList = false;
        foreach (string paragraph in described.Paragraphs)
        {
            bool item = paragraph.StartsWith("- ", StringComparison.Ordinal);
            if (item != inList)
            {
                page.Markup(item ? "<ul>" : "</ul>");
                inList = item;
            }

            string tag = paragraph switch
            {
                ['#', '#', ' ', ..] => "h2",
                ['-', ' ', ..] => "li",
                ['>', ' ', ..] => "blockquote",
                ['@', ' ', ..] => "div",
                _ => "p",
            };
            string text = tag switch { "h2" => paragraph[3..], "p" => paragraph, _ => paragraph[2..] };
            page.Block(tag, tag == "div" ? "class=\"post-head\"" : "", text);
        }

        if (inList)
        {
            page.Markup("</ul>");
        }
    }

    private static string Shorten(string text)
    {
        int length = Math.Min(text.Length, 150);
        int cut = length < text.Length ? text.LastIndexOf(' ', length) : length;
        return text[..(cut > 0 ? cut : length)];
    }
}
