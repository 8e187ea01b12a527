using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Blocks that are no content whatever they look like: controls, data for machines, what is hidden, readers' comments.</summary>
internal static class Exclusions
{
    public const string Control = "form control";
    public const string Markup = "markup shown as text";
    public const string Microdata = "data for machines";
    public const string Hidden = "hidden";
    public const string Comment = "reader's comment";
    public const string CommentSection = "comment section";
    public const string LinkInCapitals = "link in capitals";
    public const string TooMany = "beyond the blocks that are looked at";
    public const string NoWords = "no words";

    private const float AboveRoot = 20;

    /// <summary>Why the block is excluded, or null. The table's columns up to the first look must be filled.</summary>
    public static string? Find(BlockList blocks, FeatureTable table, in BlockFacts facts, int i, float pageProse)
    {
        TextBlock block = blocks[i];
        HtmlDocument document = blocks.Document;
        bool root = table[Column.PageProseShare][i] > 0;
        if (document.Tag(block.Container) is HtmlTag.Option or HtmlTag.Select or HtmlTag.OptGroup || Distance(table, Mark.Control, i) < 3)
        {
            return Control;
        }

        if (facts.Runs + facts.Ideographs == 0)
        {
            return NoWords;
        }

        ReadOnlySpan<char> text = blocks.Text(i);
        if (text[0] == '<' && text.Contains('>') && Distance(table, Mark.NoScript, i) < 40)
        {
            return Markup;
        }

        if (IsMachineData(document, block, text))
        {
            return Microdata;
        }

        if (!root)
        {
            return null;
        }

        if (Distance(table, Mark.Hidden, i) < AboveRoot)
        {
            return Hidden;
        }

        if (Distance(table, Mark.CommentWord, i) < AboveRoot && table[Column.ProseBeforeComments][i] >= MathF.Max(40, 0.05f * pageProse))
        {
            return Comment;
        }

        if (block.LinkLength >= 0.9f * block.TextLength && facts.Words >= 3)
        {
            if (facts.Capitals > 0.8f * facts.Letters && facts.Letters > 12)
            {
                return LinkInCapitals;
            }
        }

        return null;
    }

    /// <summary>Whether a block of a comment section is what a reader wrote, not a name, date or button beside it.</summary>
    public static bool IsCommentText(BlockList blocks, FeatureTable table, in BlockFacts facts, int i) =>
        blocks[i].LinkLength * 2 < blocks[i].TextLength
        && blocks[i].Kind != BlockKind.Heading
        && Distance(table, Mark.Form, i) >= AboveRoot
        && (facts.Words >= 8 || (facts.Words >= 2 && facts.EndsSentence) || (facts.Words >= 4 && facts.FunctionWordCount >= 2));

    private static float Distance(FeatureTable table, Mark mark, int i) => table[FeatureTable.FirstMark + (int)mark][i];

    private static bool IsMachineData(HtmlDocument document, TextBlock block, ReadOnlySpan<char> text)
    {
        if (document.Attribute(block.Container, "itemprop") is "headline" or "keywords" or "mainEntityOfPage" or "datePublished" or "dateModified"
            or "dateCreated" or "publisher" or "url" or "image" or "logo" or "thumbnailUrl" or "inLanguage" or "author" or "width" or "height")
        {
            return true;
        }

        bool address = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        return (address && block.LinkLength == 0 && !text.Contains(' ')) || IsTimestamp(text);
    }

    /// <summary>Whether the text is a time as machines write it: <c>2019-11-19T08:57:40</c> and so on.</summary>
    private static bool IsTimestamp(ReadOnlySpan<char> text) =>
        text.Length is >= 16 and <= 32 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && char.IsAsciiDigit(text[0]);
}
