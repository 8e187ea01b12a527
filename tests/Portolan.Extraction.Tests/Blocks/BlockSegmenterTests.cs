using Portolan.Extraction.Blocks;
using Portolan.Extraction.Tests.Html;

namespace Portolan.Extraction.Tests.Blocks;

public sealed class BlockSegmenterTests
{
    [Theory]
    [InlineData("<p>One  two\nthree</p>four", "Paragraph:One two three", "Paragraph:four")]
    [InlineData("<div>a<br>b<br><br>c</div>", "Paragraph:a\nb", "Paragraph:c")]
    [InlineData("<h2>T</h2><ul><li>x <a href=/>y</a><ul><li>z</ul></ul>", "Heading:T", "ListItem:x y", "ListItem:z")]
    [InlineData("<blockquote><p>q</p></blockquote><pre> p\n  q </pre>", "Quote:q", "Code: p\n  q")]
    [InlineData("<script>no</script><table><tr><td>1<td>2</table>", "TableCell:1", "TableCell:2")]
    public void Text_is_cut_at_block_elements_and_double_breaks(string html, params string[] expected)
    {
        var blocks = new BlockList(AngleSharpTree.Parse(html));
        new BlockSegmenter().Segment(blocks);
        Enumerable.Range(0, blocks.Count).Select(i => $"{blocks[i].Kind}:{blocks.Text(i)}").ShouldBe(expected);
    }

    [Fact]
    public void Characters_in_links_are_counted()
    {
        var blocks = new BlockList(AngleSharpTree.Parse("<p>see <a href='/x'>this page</a>, please</p>"));
        new BlockSegmenter().Segment(blocks);
        blocks[0].LinkLength.ShouldBe("this page".Length + 1);
    }

    [Theory]
    [InlineData("<p>Go to <a href=/>the shop<span class='sr-only'> (opens in a new window)</span></a> now</p>", "Go to the shop now")]
    [InlineData("<p>One <span style='display:none'>hidden </span>two</p>", "One two")]
    [InlineData("<p>By <span class='has-tooltip'><a href=/>Ann</a></span> today</p>", "By Ann today")]
    [InlineData("<p><span class='popup'>All of it</span></p>", "All of it")]
    [InlineData("<p>a&nbsp; b\u200b c</p>", "a b c")]
    public void Notes_that_nobody_sees_inside_a_sentence_are_left_out(string html, string expected)
    {
        var blocks = new BlockList(AngleSharpTree.Parse(html));
        new BlockSegmenter().Segment(blocks);
        blocks.Text(0).ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("<ul><li>a<ol><li>b</ol></ul>", BlockKind.ListItem, 1, BlockKind.ListItem, 2)]
    [InlineData("<blockquote>a<blockquote><p>b</blockquote></blockquote>", BlockKind.Quote, 1, BlockKind.Quote, 2)]
    [InlineData("<blockquote><h3>a</h3><ul><li>b</ul></blockquote>", BlockKind.Heading, 3, BlockKind.ListItem, 1)]
    [InlineData("<figure><figcaption>a</figcaption></figure><div>b</div>", BlockKind.Caption, 0, BlockKind.Paragraph, 0)]
    public void Kind_and_level_come_from_the_innermost_element_that_has_them(string html, BlockKind kind, int level, BlockKind nextKind, int nextLevel)
    {
        var blocks = new BlockList(AngleSharpTree.Parse(html));
        new BlockSegmenter().Segment(blocks);
        (blocks[0].Kind, blocks[0].Level, blocks[1].Kind, blocks[1].Level).ShouldBe((kind, level, nextKind, nextLevel));
    }
}
