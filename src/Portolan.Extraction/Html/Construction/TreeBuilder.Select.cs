using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <content>Lists of options, templates and framesets (sections 13.2.6.4.16 to 13.2.6.4.23 of the standard as it was until 2024).</content>
internal sealed partial class TreeBuilder
{
    private bool InSelect(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.Text:
                InsertText(textStart, textEnd - textStart);
                return true;
            case HtmlTokenKind.Comment:
                InsertComment();
                return true;
            case HtmlTokenKind.EndOfFile:
                return InBody(kind);
            case HtmlTokenKind.StartTag:
                return StartInSelect(tag);
            case HtmlTokenKind.EndTag:
                EndInSelect(tag);
                return true;
            default:
                return true;
        }
    }

    private bool StartInSelect(HtmlTag tag)
    {
        switch (tag)
        {
            case HtmlTag.Html:
                return InBody(HtmlTokenKind.StartTag);
            case HtmlTag.Option:
                PopIfCurrent(HtmlTag.Option);
                Open(tag);
                return true;
            case HtmlTag.OptGroup:
                PopIfCurrent(HtmlTag.Option);
                PopIfCurrent(HtmlTag.OptGroup);
                Open(tag);
                return true;
            case HtmlTag.Hr:
                PopIfCurrent(HtmlTag.Option);
                PopIfCurrent(HtmlTag.OptGroup);
                InsertVoid(tag);
                return true;
            case HtmlTag.Select:
                CloseSelect();
                return true;
            case HtmlTag.Input or HtmlTag.KeyGen or HtmlTag.TextArea:
                return !CloseSelect();
            case HtmlTag.Script or HtmlTag.Template:
                StartInHead(tag);
                return true;
            default:
                return true;
        }
    }

    private void EndInSelect(HtmlTag tag)
    {
        switch (tag)
        {
            case HtmlTag.OptGroup:
                if (Current.Is(HtmlTag.Option) && stack[depth - 2].Is(HtmlTag.OptGroup))
                {
                    Pop();
                }

                PopIfCurrent(HtmlTag.OptGroup);
                break;
            case HtmlTag.Option:
                PopIfCurrent(HtmlTag.Option);
                break;
            case HtmlTag.Select:
                CloseSelect();
                break;
            case HtmlTag.Template:
                EndTemplate();
                break;
        }
    }

    private void PopIfCurrent(HtmlTag tag)
    {
        if (Current.Is(tag))
        {
            Pop();
        }
    }

    private bool CloseSelect()
    {
        if (!IsSelectInScope())
        {
            return false;
        }

        PopUntil(HtmlTag.Select);
        ResetMode();
        return true;
    }

    private bool InSelectInTable(HtmlTokenKind kind)
    {
        bool part = tokenizer.Tag is HtmlTag.Caption or HtmlTag.Table or HtmlTag.TBody or HtmlTag.TFoot or HtmlTag.THead or HtmlTag.Tr
            or HtmlTag.Td or HtmlTag.Th;
        if (!part || kind is not (HtmlTokenKind.StartTag or HtmlTokenKind.EndTag))
        {
            return InSelect(kind);
        }

        if (kind == HtmlTokenKind.EndTag && !IsInTableScope(tokenizer.Tag))
        {
            return true;
        }

        PopUntil(HtmlTag.Select);
        ResetMode();
        return false;
    }

    private bool InTemplate(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.StartTag:
                InsertionMode? next = tag switch
                {
                    HtmlTag.Base or HtmlTag.BaseFont or HtmlTag.BgSound or HtmlTag.Link or HtmlTag.Meta or HtmlTag.NoFrames
                        or HtmlTag.Script or HtmlTag.Style or HtmlTag.Template or HtmlTag.Title => null,
                    HtmlTag.Caption or HtmlTag.ColGroup or HtmlTag.TBody or HtmlTag.TFoot or HtmlTag.THead => InsertionMode.InTable,
                    HtmlTag.Col => InsertionMode.InColumnGroup,
                    HtmlTag.Tr => InsertionMode.InTableBody,
                    HtmlTag.Td or HtmlTag.Th => InsertionMode.InRow,
                    _ => InsertionMode.InBody,
                };
                if (next is null)
                {
                    StartInHead(tag);
                    return true;
                }

                templateModes[^1] = mode = next.Value;
                return false;
            case HtmlTokenKind.EndTag:
                if (tag == HtmlTag.Template)
                {
                    EndTemplate();
                }

                return true;
            case HtmlTokenKind.EndOfFile:
                if (!IsOpen(HtmlTag.Template))
                {
                    return true;
                }

                PopUntil(HtmlTag.Template);
                ClearToMarker();
                templateModes.RemoveAt(templateModes.Count - 1);
                ResetMode();
                return false;
            default:
                return InBody(kind);
        }
    }

    private bool InFrameset(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.Text:
                InsertSpacesOnly();
                break;
            case HtmlTokenKind.Comment:
                InsertComment();
                break;
            case HtmlTokenKind.StartTag when tag == HtmlTag.Html:
                return InBody(kind);
            case HtmlTokenKind.StartTag when tag == HtmlTag.FrameSet:
                TryOpen(tag);
                break;
            case HtmlTokenKind.StartTag when tag == HtmlTag.Frame:
                InsertVoid(tag);
                break;
            case HtmlTokenKind.StartTag when tag == HtmlTag.NoFrames:
                StartInHead(tag);
                break;
            case HtmlTokenKind.EndTag when tag == HtmlTag.FrameSet && depth > 1:
                Pop();
                mode = Current.Is(HtmlTag.FrameSet) ? mode : InsertionMode.AfterFrameset;
                break;
        }

        return true;
    }

    private bool InAfterFrameset(HtmlTokenKind kind)
    {
        switch (kind)
        {
            case HtmlTokenKind.Text:
                InsertSpacesOnly();
                break;
            case HtmlTokenKind.Comment:
                InsertComment();
                break;
            case HtmlTokenKind.StartTag when tokenizer.Tag == HtmlTag.Html:
                return InBody(kind);
            case HtmlTokenKind.StartTag when tokenizer.Tag == HtmlTag.NoFrames:
                StartInHead(HtmlTag.NoFrames);
                break;
            case HtmlTokenKind.EndTag when tokenizer.Tag == HtmlTag.Html:
                mode = InsertionMode.AfterAfterFrameset;
                break;
        }

        return true;
    }

    private bool InAfterAfterFrameset(HtmlTokenKind kind)
    {
        switch (kind)
        {
            case HtmlTokenKind.Text:
                InsertSpacesOnly();
                break;
            case HtmlTokenKind.Comment:
                AppendComment(0);
                break;
            case HtmlTokenKind.StartTag when tokenizer.Tag == HtmlTag.Html:
                return InBody(kind);
            case HtmlTokenKind.StartTag when tokenizer.Tag == HtmlTag.NoFrames:
                StartInHead(HtmlTag.NoFrames);
                break;
        }

        return true;
    }
}
