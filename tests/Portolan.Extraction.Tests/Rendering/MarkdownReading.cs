using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Portolan.Extraction.Tests.Rendering;

/// <summary>What Markdig, a CommonMark parser that is not ours, reads in Markdown.</summary>
internal sealed class MarkdownReading
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).Build();

    private readonly StringBuilder text = new();

    private MarkdownReading()
    {
    }

    public List<string> Links { get; } = [];

    /// <summary>The kinds of blocks and inlines there are, by Markdig's names.</summary>
    public List<string> Kinds { get; } = [];

    /// <summary>Its text, white space apart.</summary>
    public string Text => Squeeze(text.ToString());

    public static MarkdownReading Of(string markdown)
    {
        var reading = new MarkdownReading();
        foreach (MarkdownObject part in Markdig.Markdown.Parse(markdown, Pipeline).Descendants())
        {
            reading.Kinds.Add(part.GetType().Name);
            switch (part)
            {
                case LiteralInline literal:
                    reading.text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    reading.text.Append(code.ContentSpan);
                    break;
                case HtmlInline html:
                    reading.text.Append("<HTML>").Append(html.Tag);
                    break;
                case HtmlEntityInline entity:
                    reading.text.Append("<ENTITY>").Append(entity.Original.AsSpan());
                    break;
                case LinkInline link:
                    reading.Links.Add((link.IsImage ? "image " : "") + link.Url);
                    break;
                case CodeBlock block:
                    reading.text.Append(block.Lines.ToString());
                    break;
            }
        }

        return reading;
    }

    public static string Squeeze(string text) => string.Concat(text.Where(c => !Portolan.Extraction.Rendering.Blanks.IsBlank(c)));
}
