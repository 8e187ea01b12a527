using Portolan.Extraction.Html;

namespace Portolan.Extraction.Blocks;

/// <summary>How elements take part in the layout of text.</summary>
internal static class BlockTags
{
    /// <summary>Whether a browser puts a line break before and after the element (HTML standard, section 15.3).</summary>
    public static bool IsBlock(HtmlTag tag) => tag is HtmlTag.Html or HtmlTag.Body or HtmlTag.Address or HtmlTag.Article or HtmlTag.Aside
        or HtmlTag.BlockQuote or HtmlTag.Caption or HtmlTag.Center or HtmlTag.Dd or HtmlTag.Details or HtmlTag.Dialog or HtmlTag.Dir or HtmlTag.Div
        or HtmlTag.Dl or HtmlTag.Dt or HtmlTag.FieldSet or HtmlTag.FigCaption or HtmlTag.Figure or HtmlTag.Footer or HtmlTag.Form
        or HtmlTag.H1 or HtmlTag.H2 or HtmlTag.H3 or HtmlTag.H4 or HtmlTag.H5 or HtmlTag.H6 or HtmlTag.Header or HtmlTag.HGroup or HtmlTag.Hr
        or HtmlTag.Legend or HtmlTag.Li or HtmlTag.Listing or HtmlTag.Main or HtmlTag.Menu or HtmlTag.Nav or HtmlTag.NoScript or HtmlTag.Ol
        or HtmlTag.OptGroup or HtmlTag.Option or HtmlTag.P or HtmlTag.PlainText or HtmlTag.Pre or HtmlTag.Search or HtmlTag.Section
        or HtmlTag.Select or HtmlTag.Summary or HtmlTag.Table or HtmlTag.TBody or HtmlTag.Td or HtmlTag.TFoot or HtmlTag.Th or HtmlTag.THead
        or HtmlTag.Tr or HtmlTag.Ul or HtmlTag.Xmp;

    /// <summary>Whether nothing inside the element is ever shown as text.</summary>
    public static bool IsInvisible(HtmlTag tag) => tag is HtmlTag.Head or HtmlTag.Script or HtmlTag.Style or HtmlTag.Template or HtmlTag.Svg
        or HtmlTag.Math or HtmlTag.IFrame or HtmlTag.Object or HtmlTag.Audio or HtmlTag.Video or HtmlTag.Canvas or HtmlTag.Embed
        or HtmlTag.NoEmbed or HtmlTag.NoFrames or HtmlTag.DataList or HtmlTag.Map;

    /// <summary>Opens an element inside another: the innermost element that says what its text is decides.</summary>
    public static OpenBlock Open(OpenBlock parent, int node, int end, HtmlTag tag)
    {
        int lists = parent.Lists + (tag is HtmlTag.Ul or HtmlTag.Ol or HtmlTag.Dl ? 1 : 0);
        int quotes = parent.Quotes + (tag == HtmlTag.BlockQuote ? 1 : 0);
        (BlockKind kind, int level) = tag switch
        {
            >= HtmlTag.H1 and <= HtmlTag.H6 => (BlockKind.Heading, tag - HtmlTag.H1 + 1),
            HtmlTag.Li or HtmlTag.Dd or HtmlTag.Dt => (BlockKind.ListItem, lists),
            HtmlTag.BlockQuote => (BlockKind.Quote, quotes),
            HtmlTag.Pre or HtmlTag.Listing or HtmlTag.Xmp => (BlockKind.Code, 0),
            HtmlTag.Td or HtmlTag.Th => (BlockKind.TableCell, 0),
            HtmlTag.FigCaption or HtmlTag.Caption => (BlockKind.Caption, 0),
            _ => (parent.Kind, parent.Level),
        };
        return new OpenBlock(node, end, kind, level, lists, quotes);
    }
}
