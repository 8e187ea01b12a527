using System.Text;
using Portolan.Extraction.Html;
using Portolan.Extraction.Metadata;
using Portolan.Extraction.Pages;

namespace Portolan.Extraction.Tests.Metadata;

public sealed class MetadataReaderTests
{
    [Theory]
    [InlineData("<title>A long story about bread | The Daily Loaf</title>", "A long story about bread")]
    [InlineData("<title>The Daily Loaf - A long story about bread</title><meta property=og:site_name content='the daily loaf'>", "A long story about bread")]
    [InlineData("<title>Bread - Loaf</title><h1>Bread</h1>", "Bread")]
    [InlineData("<title>Bread | Example</title>", "Bread")]
    [InlineData("<title>Self-raising flour</title>", "Self-raising flour")]
    [InlineData("<title>记忆自学迈上新台阶_科技_腾讯网</title>", "记忆自学迈上新台阶")]
    [InlineData("<title>snake_case and others</title>", "snake_case and others")]
    [InlineData("<title> \n </title><h1>Only <b>a</b>\n heading</h1>", "Only a heading")]
    [InlineData("<meta property='og:title' content='From OpenGraph'><title>Other</title>", "From OpenGraph")]
    [InlineData("<meta property='og:title' content='From OpenGraph - example'>", "From OpenGraph")]
    [InlineData("<meta name=twitter:title content=Twitter><meta name=DC.title content='Dublin  Core'>", "Dublin Core")]
    [InlineData("<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Bread &amp; butter\"}</script><meta property=og:title content=x>", "Bread & butter")]
    [InlineData("<p>nothing", null)]
    public void Titles(string html, string? expected) => Read(html).Title.ShouldBe(expected);

    [Theory]
    [InlineData("<meta name=author content='By Ana Ruiz'>", "Ana Ruiz")]
    [InlineData("<meta name=author content='Ana Ruiz'><meta name=author content='Bo Li'><meta name=author content='ana ruiz'>", "Ana Ruiz; Bo Li")]
    [InlineData("<meta property=article:author content='https://www.facebook.com/ana'>", null)]
    [InlineData("<meta name=author content='ana@example.com'>", null)]
    [InlineData("<meta name=author content='Ana Ruiz ana@example.com'>", "Ana Ruiz")]
    [InlineData("<a rel='nofollow author' href=/ana>Ana Ruiz</a>", "Ana Ruiz")]
    [InlineData("<div itemprop=author itemscope><img alt=x><span itemprop=name>Ana Ruiz</span>, editor</div>", "Ana Ruiz")]
    [InlineData("<p class=byline>Von <b>Ana Ruiz</b> | 12. Mai 2019</p>", "Ana Ruiz")]
    [InlineData("<p class=byline>Ana Ruiz, 12 May 2019</p>", "Ana Ruiz")]
    [InlineData("<p class=author-info>user1975</p>", "user1975")]
    [InlineData("<div class=comments><p class=author>Some Reader</p></div>", null)]
    [InlineData("<aside><a rel=author>Someone Else</a></aside>", null)]
    [InlineData("<p class=byline>This is a long sentence about the person who wrote what you are reading now</p>", null)]
    [InlineData("<script type=application/ld+json>{\"@type\":\"Article\",\"author\":[{\"@type\":\"Person\",\"name\":\"Ana Ruiz\"},\"Bo Li\",{\"name\":[\"Cy Do\"]}]}</script>", "Bo Li; Ana Ruiz; Cy Do")]
    [InlineData("<script type=application/ld+json>{\"@graph\":[{\"@type\":[\"Article\",\"Thing\"],\"author\":{\"@id\":\"#p\"}},{\"@type\":\"Person\",\"@id\":\"#p\",\"name\":\"Ana Ruiz\"}]}</script>", "Ana Ruiz")]
    [InlineData("<script type=application/ld+json>{\"@type\":\"ItemList\",\"itemListElement\":[{\"@type\":\"Article\",\"author\":\"Someone Else\"}]}</script>", null)]
    public void Authors(string html, string? expected) => Read(html).Author.ShouldBe(expected);

    [Theory]
    [InlineData("<meta property=article:published_time content=2019-11-20T08:00Z><meta property=article:modified_time content=2020-01-01>", "2019-11-20")]
    [InlineData("<meta property=article:modified_time content=2020-01-01>", "2020-01-01")]
    [InlineData("<script type=application/ld+json>{\"@type\":\"BlogPosting\",\"datePublished\":\"2018-02-03\"}</script><meta name=date content=2019-11-20>", "2018-02-03")]
    [InlineData("<meta name=dc.date.issued content=2019-11-20>", "2019-11-20")]
    [InlineData("<span itemprop=datePublished content=2019-11-20>yesterday</span>", "2019-11-20")]
    [InlineData("<time datetime=2019-11-20>Wednesday</time>", "2019-11-20")]
    [InlineData("<time>20. November 2019</time>", "2019-11-20")]
    [InlineData("<div class=post-date>20.11.2019</div>", "2019-11-20")]
    [InlineData("<nav>1 May 2001</nav><h1>T</h1><p>20 November 2019</p>", "2019-11-20")]
    [InlineData("<p>20 November 2019</p><p>without a heading before", null)]
    [InlineData("<div class=comment><time datetime=2019-11-20></time></div>", null)]
    public void Dates(string html, string? expected) => Read(html).Date.ShouldBe(expected);

    [Fact]
    public void The_address_dates_a_page_that_says_nothing_surer()
    {
        Read("<time datetime=2020-02-02>", "https://www.example.com/2019/11/20/x").Date.ShouldBe("2019-11-20");
        Read("<meta name=date content=2020-02-02>", "https://www.example.com/2019/11/20/x").Date.ShouldBe("2020-02-02");
    }

    [Theory]
    [InlineData("<link rel=canonical href=/b>", "https://www.example.com/b")]
    [InlineData("<base href=/c/><link rel=canonical href=b#part>", "https://www.example.com/c/b")]
    [InlineData("<link rel='x Canonical' href='HTTPS://Other.example.com'>", "https://other.example.com/")]
    [InlineData("<meta property=og:url content='https://www.example.com/ä b'>", "https://www.example.com/%C3%A4%20b")]
    [InlineData("<link rel=canonical href='javascript:void(0)'>", null)]
    [InlineData("<link rel=canonical href='http://'>", null)]
    [InlineData("<link rel=canonical href='ftp://www.example.com/x'>", null)]
    public void Canonical_addresses_are_absolute(string html, string? expected) => Read(html).CanonicalUrl.ShouldBe(expected);

    [Theory]
    [InlineData("<html lang=pt-br>", "pt-BR")]
    [InlineData("<html lang='' xml:lang=zh_hant_tw>", "zh-Hant-TW")]
    [InlineData("<html lang=de_DE.UTF-8>", "de-DE")]
    [InlineData("<html lang=english><meta property=og:locale content=en_GB>", "en-GB")]
    [InlineData("<meta http-equiv=Content-Language content='fr, en'>", "fr")]
    [InlineData("<html lang='{{lang}}'>", "sv")]
    public void Languages_are_tags_in_their_usual_case(string html, string expected) => Read(html, language: "sv").Language.ShouldBe(expected);

    [Fact]
    public void Site_and_description_are_read()
    {
        PageMetadata page = Read("<meta name=description content='  What it  says. '><meta property=og:site_name content='The Daily Loaf'><meta name=twitter:site content=@loaf>");
        page.Description.ShouldBe("What it says.");
        page.SiteName.ShouldBe("The Daily Loaf");
        Read("<meta name=twitter:site content=@loaf>").SiteName.ShouldBe("loaf");
        Read("<script type=application/ld+json>{\"@type\":\"Article\",\"publisher\":{\"name\":\"Loaf\",\"logo\":{\"name\":\"x\"}}}</script>").SiteName.ShouldBe("Loaf");
    }

    [Theory]
    [InlineData("// a comment\n{\"@type\":\"Article\",/* b */\"headline\":\"H\",}")]
    [InlineData("<!--\n{\"@type\":\"Article\",\"headline\":\"H\"}\n-->")]
    [InlineData("//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"H\"}\n//]]>")]
    [InlineData("{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;H&quot;}")]
    [InlineData("{\"@type\":\"WebSite\",\"name\":\"S\"}{\"@type\":\"Article\",\"headline\":\"H\"}")]
    [InlineData("[[{\"@type\":\"Article\",\"description\":\"two\nlines\",\"headline\":\"H\"}]]")]
    [InlineData("{\"@type\":\"Article\",\"headline\":\"H\", broken")]
    [InlineData("{\"@type\":\"Article\",\"headline\":\"H\",\"name\":\"\\ud800\"}")]
    [InlineData("{\"mainEntityOfPage\":{\"@type\":\"Article\",\"headline\":\"H\"}}")]
    [InlineData("{\"@type\":\"WebPage\",\"mainEntity\":{\"@type\":\"Article\",\"headline\":\"H\",\"name\":\"other\"}}")]
    public void Json_ld_is_read_as_far_as_it_can_be(string script) => Read($"<script type='application/ld+json; x'>{script}</script>").Title.ShouldBe("H");

    [Fact]
    public void Json_ld_of_any_shape_ends()
    {
        var random = new Random(11);
        string[] parts = ["{", "}", "[", "]", "\"@type\":", "\"Article\"", "\"author\":", "\"@id\":\"a\"", "\"name\":\"n\"", ",", ":", "1", "null", "\"", "\\u00", "@graph", "//", "/*", "\"@graph\":[", "\"publisher\":{"];
        for (int round = 0; round < 20000; round++)
        {
            var script = new StringBuilder("{");
            for (int i = random.Next(20); i >= 0; i--)
            {
                script.Append(parts[random.Next(parts.Length)]);
            }

            JsonLdReader.Fuzz(Encoding.UTF8.GetBytes(script.ToString()));
        }
    }

    private static PageMetadata Read(string html, string url = "https://www.example.com/a", string? language = null) =>
        new MetadataReader().Read(new HtmlParser().Parse(html), url, language);
}
