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
}
