using Portolan.Extraction.Blocks;

namespace Portolan.Extraction.Rendering;

/// <summary>Writes the text of one block as Markdown: links, emphasis, code, and hard line breaks.</summary>
internal sealed class InlineMarkdown(LinkTargets targets)
{
    private readonly RenderBuffer text = new();
    private readonly RenderBuffer target = new();
    private readonly InlineRuns runs = new();
    private readonly RenderBuffer prefix = new();

    private RenderBuffer output = new();
    private bool cell;

    // Where in the text a character stands that would be a mark at the start of its line.
    private int lineMark;

    // Where the last delimiter ended: another one right there would be read as one with it.
    private int delimiterEnd;

    /// <summary>Appends a block.</summary>
    /// <param name="blocks">The page's blocks.</param>
    /// <param name="index">Which one; not preformatted.</param>
    /// <param name="lines">Whether its line breaks stay; else they are spaces.</param>
    /// <param name="inCell">Whether it stands in a table.</param>
    /// <param name="linePrefix">What each line after a break begins with.</param>
    /// <param name="receiver">Receives it.</param>
    public void Append(BlockList blocks, int index, bool lines, bool inCell, ReadOnlySpan<char> linePrefix, RenderBuffer receiver)
    {
        output = receiver;
        cell = inCell;
        delimiterEnd = -1;
        prefix.Clear();
        prefix.Append(linePrefix);
        text.Clear();
        Blanks.AppendCollapsed(blocks.Text(index), lines, text);
        BeginLine(lines ? 0 : text.Length);
        IReadOnlyList<InlineRun> found = runs.Find(blocks, index, text.Span);
        int at = 0;
        for (int i = 0; i < found.Count;)
        {
            AppendPlain(at, found[i].Start);
            int last = i;
            while (found[i].Link > 0 && last + 1 < found.Count && found[last + 1].Link == found[i].Link)
            {
                last++;
            }

            AppendGroup(blocks, found, i, last);
            at = found[last].End;
            i = last + 1;
        }

        AppendPlain(at, text.Length);
    }

    /// <summary>Appends the runs of one link, or one run that is in none.</summary>
    private void AppendGroup(BlockList blocks, IReadOnlyList<InlineRun> found, int first, int last)
    {
        target.Clear();
        bool link = found[first].Link > 0 && targets.TryAppend(blocks.Document, found[first].Link, target);
        if (link)
        {
            if (output.Last == '!')
            {
                output.TrimTo(output.Length - 1);
                output.Append("\\!");
            }

            output.Append('[');
        }

        for (int i = first; i <= last; i++)
        {
            if (i > first)
            {
                AppendPlain(found[i - 1].End, found[i].Start);
            }

            AppendRun(found[i], link && i == last);
        }

        if (link)
        {
            output.Append("](");
            output.Append(target.Span);
            output.Append(')');
        }
    }

    private void AppendRun(InlineRun run, bool endsLink)
    {
        char before = delimiterEnd == output.Length ? 'x' : output.Last;
        char after = endsLink ? ']' : run.End == text.Length ? ' ' : Escaped(text[run.End]);
        if (run.Style == InlineStyle.Code && delimiterEnd != output.Length && output.Last != '`' && !(cell && text.Span[run.Start..run.End].Contains('|')))
        {
            AppendCode(text.Span[run.Start..run.End]);
            delimiterEnd = output.Length;
            return;
        }

        string mark = (run.Style & (InlineStyle.Emphasis | InlineStyle.Strong)) switch
        {
            InlineStyle.Emphasis => "*",
            InlineStyle.Strong => "**",
            InlineStyle.Emphasis | InlineStyle.Strong => "***",
            _ => "",
        };
        char first = Escaped(text[run.Start]), last = text[run.End - 1];
        bool opens = delimiterEnd != output.Length && (!MarkdownText.MayBePunctuation(first) || Blanks.IsBlank(before) || MarkdownText.IsPunctuation(before));
        bool closes = !MarkdownText.MayBePunctuation(last) || Blanks.IsBlank(after) || MarkdownText.IsPunctuation(after);
        if (mark.Length == 0 || !opens || !closes)
        {
            AppendPlain(run.Start, run.End);
            return;
        }

        output.Append(mark);
        AppendPlain(run.Start, run.End);
        output.Append(mark);
        delimiterEnd = output.Length;
    }

    private void AppendCode(ReadOnlySpan<char> code)
    {
        int longest = 0, length = 0;
        foreach (char c in code)
        {
            length = c == '`' ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }

        bool padded = code[0] == '`' || code[^1] == '`';
        output.Append('`', longest + 1);
        output.Append(padded ? " " : "");
        foreach (char c in code)
        {
            output.Append(c == '\n' ? ' ' : c);
        }

        output.Append(padded ? " " : "");
        output.Append('`', longest + 1);
    }

    private void AppendPlain(int start, int end)
    {
        ReadOnlySpan<char> all = text.Span;
        while (start < end)
        {
            int length = all[start..end].IndexOf('\n');
            int stop = length < 0 ? end : start + length;
            if (stop > start)
            {
                MarkdownText.Append(all[start..stop], stop < all.Length ? all[stop] : ' ', lineMark - start, cell, output);
            }

            if (length >= 0)
            {
                output.Append("\\\n");
                output.Append(prefix.Span);
                BeginLine(stop + 1);
            }

            start = stop + 1;
        }
    }

    private void BeginLine(int start)
    {
        ReadOnlySpan<char> line = text.Span[start..];
        int length = line.IndexOf('\n');
        int mark = line.IsEmpty ? -1 : MarkdownText.LineMark(length < 0 ? line : line[..length]);
        lineMark = mark < 0 ? -1 : start + mark;
    }

    // What a delimiter beside the character sees once it is written: a backslash, where one may come before it.
    private static char Escaped(char c) => char.IsAscii(c) && MarkdownText.IsPunctuation(c) ? '\\' : c;
}
