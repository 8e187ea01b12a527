using Portolan.Extraction.Blocks;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Says in a few words why a block was kept or dropped by its probability: the plainest thing about it, not the whole sum.</summary>
internal static class Reasons
{
    public const string Content = "content";
    public const string InDoubt = "content, the page leaves little choice";
    public const string Unlike = "unlike the content";

    private const float AboveRoot = 20;

    private static readonly (Mark Mark, string Reason)[] Marked =
    [
        (Mark.Nav, "navigation"),
        (Mark.BreadcrumbWord, "breadcrumb"),
        (Mark.Footer, "footer"),
        (Mark.ShareWord, "share bar"),
        (Mark.RelatedWord, "related content"),
        (Mark.AdvertisementWord, "advertisement"),
        (Mark.NewsletterWord, "newsletter or sign-up"),
        (Mark.CookieWord, "cookie notice"),
        (Mark.PopupWord, "dialog or pop-up"),
        (Mark.Form, "form"),
        (Mark.CommentWord, "comment section"),
        (Mark.BiographyWord, "author's biography"),
        (Mark.BylineWord, "byline"),
        (Mark.TagWord, "tags"),
        (Mark.CaptionWord, "caption"),
        (Mark.Figure, "caption"),
        (Mark.NavigationWord, "navigation"),
        (Mark.PagerWord, "pager"),
        (Mark.Aside, "aside"),
        (Mark.SidebarWord, "sidebar"),
        (Mark.PromoWord, "promotion"),
        (Mark.ToolWord, "tool bar"),
        (Mark.LoginWord, "login"),
        (Mark.SummaryWord, "summary above the content"),
        (Mark.MetaWord, "date or other data of the page"),
        (Mark.MediaWord, "picture or player"),
        (Mark.WidgetWord, "widget"),
        (Mark.FooterWord, "footer"),
        (Mark.HeaderWord, "header"),
        (Mark.Header, "header"),
    ];

    private static readonly string[] Said =
    [
        "copyright notice", "cookie or browser notice", "newsletter or sign-up", "share bar", "link to other content", "advertisement", "caption or credit",
        "date", "comment section", "login", "contact", "call to click", "source or credit", "navigation", "counters", "byline", "legal notice", "note", "donation", "tags",
    ];

    /// <summary>Why a block is dropped.</summary>
    public static string Drop(BlockList blocks, FeatureTable table, int i)
    {
        if (table[Column.TitleShare][i] >= 0.8f && table[Column.TitleCover][i] >= 0.5f)
        {
            return "title";
        }

        foreach ((Mark mark, string reason) in Marked)
        {
            if (table[FeatureTable.FirstMark + (int)mark][i] < AboveRoot)
            {
                return reason;
            }
        }

        for (int kind = 0; kind < Said.Length; kind++)
        {
            if (table[FeatureTable.FirstPhrase + kind][i] > 0.2f || table[FeatureTable.FirstOpening + kind][i] > 0)
            {
                return Said[kind];
            }
        }

        return blocks[i].LinkLength * 2 > blocks[i].TextLength ? "mostly links"
            : table[Column.InLikelyRoot][i] == 0 ? "outside of the content"
            : Unlike;
    }
}
