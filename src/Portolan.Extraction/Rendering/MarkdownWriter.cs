using System.Globalization;
using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Rendering;

/// <summary>Writes CommonMark with GitHub's tables.</summary>
internal sealed class MarkdownWriter : IBlockWriter
{
    private readonly LinkTargets targets = new();
    private readonly InlineMarkdown inline;
    private readonly RenderBuffer prefix = new();

    // Whether a list item may follow on the next line: after a heading, a table or code an empty line is safer.
    private bool endsInText;

    public MarkdownWriter() => inline = new InlineMarkdown(targets);

    public void Begin(BlockList blocks, string? url)
    {
        targets.Begin(blocks.Document, url);
        endsInText = false;
    }

    public void Append(BlockList blocks, int index, StructuralPath path, RenderBuffer output)
    {
        TextBlock block = blocks[index];
        BeginBlock(path.Steps, path.Steps.Count, output);
        switch (block.Kind)
        {
            case BlockKind.Heading:
                output.Append('#', Math.Clamp(block.Level, 1, 6));
                output.Append(' ');
                inline.Append(blocks, index, false, false, default, output);
                if (output.Last == '#')
                {
                    output.TrimTo(output.Length - 1);
                    output.Append("\\#");
                }

                break;
            case BlockKind.Code:
                AppendCode(blocks, index, output);
                break;
            default:
                inline.Append(blocks, index, true, false, prefix.Span, output);
                break;
        }

        endsInText = block.Kind is not (BlockKind.Heading or BlockKind.Code);
        path.Written();
    }

    public void AppendTable(WantedBlocks wanted, TableGrid grid, StructuralPath path, RenderBuffer output)
    {
        int outside = 0;
        while (outside < path.Steps.Count && path.Steps[outside].Node < path.Table)
        {
            outside++;
        }

        BeginBlock(path.Steps, outside, output);
        int header = grid.Cells[0].Row, row = header, column = 0;
        output.Append('|');
        foreach (TableCell cell in grid.Cells)
        {
            if (cell.Row != row)
            {
                EndRow(row == header ? grid.Columns - column : 0, row == header, grid.Columns, output);
                (row, column) = (cell.Row, 0);
            }

            for (; column < cell.Column; column++)
            {
                output.Append(" |");
            }

            for (int block = cell.First; block < cell.End; block++)
            {
                if (wanted.Has(block))
                {
                    output.Append(' ');
                    inline.Append(wanted.Blocks, block, false, true, default, output);
                }
            }

            output.Append(" |");
            column++;
        }

        endsInText = false;
        path.Written();
    }

    /// <summary>Ends a row, the first with all columns and the line that makes it a header, and begins the next.</summary>
    private void EndRow(int missing, bool header, int columns, RenderBuffer output)
    {
        for (; missing > 0; missing--)
        {
            output.Append(" |");
        }

        output.Append('\n');
        output.Append(prefix.Span);
        if (header)
        {
            output.Append('|');
            for (int i = 0; i < columns; i++)
            {
                output.Append(" --- |");
            }

            output.Append('\n');
            output.Append(prefix.Span);
        }

        output.Append('|');
    }

    private void AppendCode(BlockList blocks, int index, RenderBuffer output)
    {
        ReadOnlySpan<char> code = blocks.Text(index);
        int longest = 2, length = 0;
        foreach (char c in code)
        {
            length = c == '`' ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }

        int element = blocks[index].Container;
        while (element > 0 && blocks.Document.Tag(element) is not (HtmlTag.Pre or HtmlTag.Listing or HtmlTag.Xmp or HtmlTag.PlainText))
        {
            element = blocks.Document.Parent(element);
        }

        output.Append('`', longest + 1);
        output.Append(element > 0 ? CodeLanguage.Find(blocks.Document, element) : default);
        output.Append('\n');
        output.Append(prefix.Span);
        Blanks.AppendLines(code, prefix.Span, output);
        output.Append('\n');
        output.Append(prefix.Span);
        output.Append('`', longest + 1);
    }

    /// <summary>Separates a block from the one before it, writes the marks that its first line begins with, and sets what later lines begin with.</summary>
    private void BeginBlock(List<StructuralStep> steps, int depth, RenderBuffer output)
    {
        int known = 0;
        while (known < depth && !steps[known].IsNew)
        {
            known++;
        }

        prefix.Clear();
        for (int i = 0; i < known; i++)
        {
            AppendContinuation(steps[i]);
        }

        if (output.Length > 0)
        {
            output.Append('\n');
            if (!endsInText || known == depth || !FollowsAtOnce(steps, known))
            {
                output.Append(prefix.Span.TrimEnd(' '));
                output.Append('\n');
            }
        }

        output.Append(prefix.Span);
        for (int i = known; i < depth; i++)
        {
            AppendMark(steps[i], output);
            AppendContinuation(steps[i]);
        }
    }

    // A list may begin right after the text of the item that it is in, but a numbered one only with 1 (CommonMark, section 5.2).
    private static bool FollowsAtOnce(List<StructuralStep> steps, int at) =>
        steps[at].Mark != '>' && (steps[at].IsLater || (at > 0 && steps[at - 1].Mark != '>' && (steps[at].Mark is '-' or '*' || steps[at].Number == 1)));

    private static void AppendMark(StructuralStep step, RenderBuffer output)
    {
        if (step.Mark is '.' or ')')
        {
            Span<char> digits = stackalloc char[11];
            step.Number.TryFormat(digits, out int written, default, CultureInfo.InvariantCulture);
            output.Append(digits[..written]);
        }

        output.Append(step.Mark);
        output.Append(' ');
    }

    private void AppendContinuation(StructuralStep step)
    {
        if (step.Mark == '>')
        {
            prefix.Append("> ");
            return;
        }

        int digits = 0;
        for (int number = step.Mark is '.' or ')' ? step.Number : 0; number > 0 || (digits == 0 && step.Mark is '.' or ')'); number /= 10)
        {
            digits++;
        }

        prefix.Append(' ', digits + 2);
    }
}
