using System.Text;
using Portolan.Extraction.Blocks;
using Portolan.Extraction.Extractors;
using Portolan.Extraction.Extractors.Precise;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Tests.Extractors.Precise;

public sealed class PreciseExtractorTests
{
    private const string Prose =
        "<p>The harbour was quiet when the first boats came in, and nobody on the quay had expected them so early in the year.</p>"
        + "<p>Men who had waited all winter for the news ran down the steps, and their children followed them with lanterns and ropes.</p>"
        + "<p>By noon the whole town knew what had happened in the north, although each of the sailors told the story in another way.</p>"
        + "<p>It was decided that the council would meet in the evening, so that the captain could rest before he was asked for his report.</p>";

    private const string Menu = "<nav class='main-nav'><ul><li><a href='/'>Home</a><li><a href='/news'>News</a><li><a href='/about'>About us</a></ul></nav>";

    [Fact]
    public void Running_text_is_kept_and_what_surrounds_it_is_dropped()
    {
        List<(string Text, BlockVerdict Verdict)> blocks = Classify(
            "<title>Boats come in - The Daily</title>" + Menu + "<h1>Boats come in</h1><div class='share-bar'><a href='#'>Share on Facebook</a></div><article>" + Prose
            + "</article><div class='related'><h3>Related articles</h3><ul><li><a href='/1'>Storm in the south</a><li><a href='/2'>Fish prices rise</a></ul></div>"
            + "<footer>Copyright 2024 The Daily. All rights reserved.</footer>");
        Kept(blocks).Count.ShouldBe(4);
        Reason(blocks, "Home").ShouldBe("navigation");
        Reason(blocks, "Share on Facebook").ShouldBe("share bar");
        Reason(blocks, "Storm in the south").ShouldBe("related content");
        Reason(blocks, "Copyright").ShouldBe("footer");
    }

    [Theory]
    [InlineData("<select><option>Choose a country</select>", "Choose a country", Exclusions.Control)]
    [InlineData("<div itemprop='datePublished'>November 2019, the nineteenth</div>", "November", Exclusions.Microdata)]
    [InlineData("<div>2019-11-19T08:57:40+01:00</div>", "2019", Exclusions.Microdata)]
    [InlineData("<div>https://example.org/a/b.jpg</div>", "https", Exclusions.Microdata)]
    [InlineData("<div style='display: none'>Text that a script may show at some later time.</div>", "Text that", Exclusions.Hidden)]
    [InlineData("<p><a href='/x'>READ ALL ABOUT THE STORM IN THE SOUTH</a></p>", "READ ALL", Exclusions.LinkInCapitals)]
    [InlineData("<p>* * *</p>", "* * *", Exclusions.NoWords)]
    [InlineData("<noscript>&lt;img src='x.gif'&gt; &lt;b&gt;</noscript>", "<img", Exclusions.Markup)]
    public void What_is_no_content_whatever_it_looks_like_is_excluded_with_its_reason(string html, string start, string reason)
    {
        List<(string Text, BlockVerdict Verdict)> blocks = Classify("<article>" + Prose + html + Prose + "</article>");
        Reason(blocks, start).ShouldBe(reason);
        Kept(blocks).Count.ShouldBe(8);
    }

    [Theory]
    [InlineData("<div>2019-11-19 was the day on which it all began, as we know today.</div>", "2019")]
    [InlineData("<p>https://example.org/a/b.jpg shows how it looked at the time, before the harbour was rebuilt.</p>", "https")]
    [InlineData("<p><a href='/x'>The</a> STORM in the south, which had been expected for a week, did not reach the town.</p>", "The STORM")]
    public void Near_misses_are_not_excluded(string html, string start) =>
        Decision(Classify("<article>" + Prose + html + Prose + "</article>"), start).ShouldBe(BlockDecision.Keep);

    [Fact]
    public void Comments_are_told_from_the_text_they_comment_on()
    {
        List<(string Text, BlockVerdict Verdict)> blocks = Classify(
            "<h1>Boats</h1><article>" + Prose + "</article><section id='comments'><h3>2 comments</h3><ol class='comment-list'>"
            + "<li class='comment'><p>I was there on that day and it was nothing like this at all.</p><a href='#'>Reply</a></li>"
            + "<li class='comment'><p>Great story, thank you.</p><a href='#'>Reply</a></li></ol></section>");
        Decision(blocks, "I was there").ShouldBe(BlockDecision.Comment);
        Decision(blocks, "Great story").ShouldBe(BlockDecision.Comment);
        Decision(blocks, "Reply").ShouldBe(BlockDecision.Drop);
        Decision(blocks, "The harbour").ShouldBe(BlockDecision.Keep);
    }

    [Theory]
    [InlineData("zh", "\u6e2f\u53e3\u5728\u7b2c\u4e00\u6279\u8239\u53ea\u5230\u8fbe\u65f6\u975e\u5e38\u5b89\u9759\uff0c\u6ca1\u6709\u4eba\u60f3\u5230\u5b83\u4eec\u4f1a\u5728\u4eca\u5e74\u8fd9\u4e48\u65e9\u5c31\u56de\u6765\u3002\u7b49\u4e86\u6574\u4e2a\u51ac\u5929\u7684\u4eba\u4eec\u8dd1\u4e0b\u53f0\u9636\uff0c\u5b69\u5b50\u4eec\u62ff\u7740\u706f\u7b3c\u8ddf\u5728\u540e\u9762\u3002", "\u9996\u9875")]
    [InlineData("ja", "\u6700\u521d\u306e\u8239\u304c\u6e2f\u306b\u5165\u3063\u305f\u3068\u304d\u3001\u6ce2\u6b62\u5834\u306f\u3068\u3066\u3082\u9759\u304b\u3067\u3001\u3053\u3093\u306a\u306b\u65e9\u304f\u5e30\u3063\u3066\u304f\u308b\u3068\u306f\u8ab0\u3082\u601d\u3063\u3066\u3044\u306a\u304b\u3063\u305f\u3002\u51ac\u306e\u9593\u305a\u3063\u3068\u5f85\u3063\u3066\u3044\u305f\u4eba\u3005\u306f\u968e\u6bb5\u3092\u99c6\u3051\u4e0b\u308a\u305f\u3002", "\u30db\u30fc\u30e0")]
    [InlineData("th", "\u0e17\u0e48\u0e32\u0e40\u0e23\u0e37\u0e2d\u0e40\u0e07\u0e35\u0e22\u0e1a\u0e2a\u0e07\u0e1a\u0e40\u0e21\u0e37\u0e48\u0e2d\u0e40\u0e23\u0e37\u0e2d\u0e25\u0e33\u0e41\u0e23\u0e01\u0e40\u0e02\u0e49\u0e32\u0e21\u0e32 \u0e41\u0e25\u0e30\u0e44\u0e21\u0e48\u0e21\u0e35\u0e43\u0e04\u0e23\u0e04\u0e32\u0e14\u0e04\u0e34\u0e14\u0e27\u0e48\u0e32\u0e08\u0e30\u0e01\u0e25\u0e31\u0e1a\u0e21\u0e32\u0e40\u0e23\u0e47\u0e27\u0e02\u0e19\u0e32\u0e14\u0e19\u0e35\u0e49\u0e43\u0e19\u0e1b\u0e35\u0e19\u0e35\u0e49 \u0e1c\u0e39\u0e49\u0e04\u0e19\u0e17\u0e35\u0e48\u0e23\u0e2d\u0e21\u0e32\u0e15\u0e25\u0e2d\u0e14\u0e24\u0e14\u0e39\u0e2b\u0e19\u0e32\u0e27\u0e27\u0e34\u0e48\u0e07\u0e25\u0e07\u0e1a\u0e31\u0e19\u0e44\u0e14", "\u0e2b\u0e19\u0e49\u0e32\u0e41\u0e23\u0e01")]
    [InlineData("ar", "\u0643\u0627\u0646 \u0627\u0644\u0645\u064a\u0646\u0627\u0621 \u0647\u0627\u062f\u0626\u0627 \u0639\u0646\u062f\u0645\u0627 \u0648\u0635\u0644\u062a \u0627\u0644\u0642\u0648\u0627\u0631\u0628 \u0627\u0644\u0623\u0648\u0644\u0649\u060c \u0648\u0644\u0645 \u064a\u0643\u0646 \u0623\u062d\u062f \u064a\u062a\u0648\u0642\u0639 \u0639\u0648\u062f\u062a\u0647\u0627 \u0641\u064a \u0647\u0630\u0627 \u0627\u0644\u0648\u0642\u062a \u0627\u0644\u0645\u0628\u0643\u0631 \u0645\u0646 \u0627\u0644\u0633\u0646\u0629.", "\u0627\u0644\u0631\u0626\u064a\u0633\u064a\u0629")]
    [InlineData("ko", "\uccab \ubc30\uac00 \ub4e4\uc5b4\uc654\uc744 \ub54c \ud56d\uad6c\ub294 \uc870\uc6a9\ud588\uace0, \uadf8\ub4e4\uc774 \uc62c\ud574 \uc774\ub807\uac8c \uc77c\ucc0d \ub3cc\uc544\uc62c \uc904\uc740 \uc544\ubb34\ub3c4 \uc608\uc0c1\ud558\uc9c0 \ubabb\ud588\ub2e4. \uaca8\uc6b8 \ub0b4\ub0b4 \uc18c\uc2dd\uc744 \uae30\ub2e4\ub9b0 \uc0ac\ub78c\ub4e4\uc774 \uacc4\ub2e8\uc744 \ub6f0\uc5b4 \ub0b4\ub824\uac14\ub2e4.", "\ud648")]
    public void Languages_with_other_words_and_punctuation_are_read_alike(string language, string paragraph, string home)
    {
        string html = $"<html lang={language}><body><nav class=nav><ul><li><a href=/>{home}</a><li><a href=/a>{home} 2</a></ul></nav><div class=content>"
            + string.Concat(Enumerable.Range(0, 4).Select(i => $"<p>{paragraph}{i}</p>")) + $"</div><div class=footer><a href=/b>{home} 3</a></div>";
        List<(string Text, BlockVerdict Verdict)> blocks = Classify(html);
        Kept(blocks).Count.ShouldBe(4);
        string start = paragraph[..20];
        Kept(blocks).ShouldAllBe(text => text.StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public void Verdicts_do_not_depend_on_pages_seen_before()
    {
        var extractor = new PreciseExtractor();
        string page = Menu + "<article>" + Prose + "</article>";
        var first = Classify(page, extractor);
        Classify(string.Concat(Enumerable.Repeat("<div class=comment><p>Something else, and more of it.</p></div>", 300)), extractor);
        Classify("", extractor).ShouldBeEmpty();
        Classify(page, extractor).ShouldBe(first);
        Classify(page).ShouldBe(first);
    }

    [Fact]
    public void Blocks_beyond_the_bound_are_dropped_with_a_reason()
    {
        List<(string Text, BlockVerdict Verdict)> blocks = Classify(string.Concat(Enumerable.Repeat("<p>a", FeatureReader.MaximalBlocks + 10)));
        blocks.Count.ShouldBe(FeatureReader.MaximalBlocks + 10);
        blocks[^1].Verdict.Reason.ShouldBe(Exclusions.TooMany);
        blocks[FeatureReader.MaximalBlocks - 1].Verdict.Reason.ShouldNotBe(Exclusions.TooMany);
    }

    [Theory]
    [InlineData("<div>", "", "")]
    [InlineData("<div class='comment'><a href='/'>x", "", "")]
    [InlineData("<ul><li>x", "", "")]
    [InlineData("<blockquote>x", "", "")]
    [InlineData("<span class='popup' style='display:none'>x", "", "")]
    [InlineData("<b><p>x", "", "")]
    [InlineData("<table><td>x", "", "")]
    [InlineData("<br>x", "<p>", "")]
    [InlineData("articleBody\":\"", "<script type='application/ld+json'>{\"", "</script>")]
    [InlineData("http://", "<p>", "")]
    public void Hostile_repetition_is_read_in_time(string unit, string before, string after)
    {
        string html = before + string.Concat(Enumerable.Repeat(unit, 100_000)) + after + Prose;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Classify(html);

        // Linear work takes well under a second here; anything quadratic in a hundred thousand takes minutes.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Any_bytes_give_a_verdict_for_every_block()
    {
        var random = new Random(4);
        byte[] page = Encoding.UTF8.GetBytes(Menu + "<article>" + Prose + "</article><div id=comments class='comment-list'>" + Prose + "</div>");
        var extractor = new PreciseExtractor();
        for (int round = 0; round < 300; round++)
        {
            byte[] mutated = [.. page];
            for (int change = 0; change < 1 + (round % 40); change++)
            {
                mutated[random.Next(mutated.Length)] = (byte)(change % 3 == 0 ? "<>\"'&/= "[random.Next(8)] : random.Next(256));
            }

            foreach ((string text, BlockVerdict verdict) in Classify(Encoding.UTF8.GetString(mutated), extractor))
            {
                text.ShouldNotBeEmpty();
                verdict.Reason.ShouldNotBeNullOrEmpty();
                verdict.Score.ShouldBeInRange(0, 1);
            }
        }
    }

    private static List<(string Text, BlockVerdict Verdict)> Classify(string html, PreciseExtractor? extractor = null)
    {
        var blocks = new BlockList(new HtmlParser().Parse(html));
        new BlockSegmenter().Segment(blocks);
        var verdicts = new BlockVerdict[blocks.Count];
        (extractor ?? new PreciseExtractor()).Classify(blocks, new PageContext(), verdicts);
        return [.. verdicts.Select((verdict, i) => (blocks.Text(i).ToString(), verdict))];
    }

    private static List<string> Kept(List<(string Text, BlockVerdict Verdict)> blocks) =>
        [.. blocks.Where(block => block.Verdict.Decision == BlockDecision.Keep).Select(block => block.Text)];

    private static BlockVerdict Find(List<(string Text, BlockVerdict Verdict)> blocks, string start) =>
        blocks.First(block => block.Text.StartsWith(start, StringComparison.Ordinal)).Verdict;

    private static BlockDecision Decision(List<(string Text, BlockVerdict Verdict)> blocks, string start) => Find(blocks, start).Decision;

    private static string Reason(List<(string Text, BlockVerdict Verdict)> blocks, string start)
    {
        BlockVerdict verdict = Find(blocks, start);
        verdict.Decision.ShouldNotBe(BlockDecision.Keep);
        return verdict.Reason;
    }
}
