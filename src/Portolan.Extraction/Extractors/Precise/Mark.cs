namespace Portolan.Extraction.Extractors.Precise;

/// <summary>What an element's name, role or class says of the text inside it. At most 64.</summary>
internal enum Mark
{
    Article, Main, Section, Aside, Nav, Header, Footer, Form, Figure, Table, List, Quotation, Control, NoScript, Hidden, ArticleBody,
    Link, Bold, Address, Time, Paragraph, Details, HeadingTag, Emphasis,
    NavigationWord, BreadcrumbWord, SidebarWord, ShareWord, RelatedWord, CommentWord, AdvertisementWord, NewsletterWord, CaptionWord,
    MediaWord, BylineWord, MetaWord, TagWord, ContentWord, ArticleWord, BodyWord, TitleWord, SummaryWord, FooterWord, HeaderWord,
    CookieWord, PopupWord, HiddenWord, WidgetWord, BiographyWord, ContentsWord, QuoteWord, SearchWord, PagerWord, ToolWord, RatingWord,
    EmbedWord, BoxWord, ReferenceWord, ProductWord, LoginWord, ListWord, PromoWord, LiveWord, ItemWord,
}
