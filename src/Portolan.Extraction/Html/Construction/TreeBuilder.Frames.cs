using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <content>Templates and framesets (standard, sections 13.2.6.4.16, 13.2.6.4.18, 13.2.6.4.19, 13.2.6.4.21).</content>
internal sealed partial class TreeBuilder
{
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
