using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <content>Tables (standard, sections 13.2.6.4.9 to 13.2.6.4.15).</content>
internal sealed partial class TreeBuilder
{
    private (int Start, int Length)[] pending = new (int Start, int Length)[16];
    private int pendingCount;

    private bool InTable(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.Text when Current.Is(HtmlTag.Template) || (Current.IsHtml && (Current.Facts & TagFacts.Fostering) != 0):
                pendingCount = 0;
                originalMode = mode;
                mode = InsertionMode.InTableText;
                return false;
            case HtmlTokenKind.Comment:
                InsertComment();
                return true;
            case HtmlTokenKind.Doctype:
                return true;
            case HtmlTokenKind.StartTag:
                switch (tag)
                {
                    case HtmlTag.Caption:
                        PopToContext(HtmlTag.Table);
                        AddMarker();
                        Open(tag);
                        mode = InsertionMode.InCaption;
                        return true;
                    case HtmlTag.ColGroup:
                        PopToContext(HtmlTag.Table);
                        Open(tag);
                        mode = InsertionMode.InColumnGroup;
                        return true;
                    case HtmlTag.Col:
                        PopToContext(HtmlTag.Table);
                        OpenImplied(HtmlTag.ColGroup);
                        mode = InsertionMode.InColumnGroup;
                        return false;
                    case HtmlTag.TBody or HtmlTag.TFoot or HtmlTag.THead:
                        PopToContext(HtmlTag.Table);
                        Open(tag);
                        mode = InsertionMode.InTableBody;
                        return true;
                    case HtmlTag.Td or HtmlTag.Th or HtmlTag.Tr:
                        PopToContext(HtmlTag.Table);
                        OpenImplied(HtmlTag.TBody);
                        mode = InsertionMode.InTableBody;
                        return false;
                    case HtmlTag.Table:
                        return !CloseTable();
                    case HtmlTag.Style or HtmlTag.Script or HtmlTag.Template:
                        StartInHead(tag);
                        return true;
                    case HtmlTag.Input when IsHiddenInput():
                        InsertVoid(tag);
                        return true;
                    case HtmlTag.Form:
                        if (form == 0 && !IsOpen(HtmlTag.Template))
                        {
                            form = CreateElement(tag);
                            Insert(form);
                        }

                        return true;
                }

                break;
            case HtmlTokenKind.EndTag:
                switch (tag)
                {
                    case HtmlTag.Table:
                        CloseTable();
                        return true;
                    case HtmlTag.Body or HtmlTag.Caption or HtmlTag.Col or HtmlTag.ColGroup or HtmlTag.Html or HtmlTag.TBody or HtmlTag.Td
                        or HtmlTag.TFoot or HtmlTag.Th or HtmlTag.THead or HtmlTag.Tr:
                        return true;
                    case HtmlTag.Template:
                        EndTemplate();
                        return true;
                }

                break;
            case HtmlTokenKind.EndOfFile:
                return InBody(kind);
        }

        fosterParenting = true;
        bool done = InBody(kind);
        fosterParenting = false;
        return done;
    }

    private bool CloseTable()
    {
        if (!IsInTableScope(HtmlTag.Table))
        {
            return false;
        }

        PopUntil(HtmlTag.Table);
        ResetMode();
        return true;
    }

    private bool InTableText(HtmlTokenKind kind)
    {
        if (kind == HtmlTokenKind.Text)
        {
            if (pendingCount == pending.Length)
            {
                Array.Resize(ref pending, pendingCount * 2);
            }

            pending[pendingCount++] = (textStart, textEnd - textStart);
            return true;
        }

        bool space = true;
        for (int i = 0; i < pendingCount && space; i++)
        {
            (textStart, textEnd) = (pending[i].Start, pending[i].Start + pending[i].Length);
            space = TextIsSpace();
        }

        fosterParenting = !space;
        for (int i = 0; i < pendingCount; i++)
        {
            if (space)
            {
                InsertText(pending[i].Start, pending[i].Length);
            }
            else
            {
                TextInBody(pending[i].Start, pending[i].Start + pending[i].Length);
            }
        }

        fosterParenting = false;
        pendingCount = 0;
        mode = originalMode;
        return false;
    }

    private bool InCaption(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.EndTag when tag == HtmlTag.Caption:
                CloseCaption();
                return true;
            case HtmlTokenKind.StartTag when IsTablePart(tag):
            case HtmlTokenKind.EndTag when tag == HtmlTag.Table:
                return !CloseCaption();
            case HtmlTokenKind.EndTag when tag is HtmlTag.Body or HtmlTag.Html || IsTablePart(tag):
                return true;
            default:
                return InBody(kind);
        }
    }

    private bool CloseCaption()
    {
        if (!IsInTableScope(HtmlTag.Caption))
        {
            return false;
        }

        CloseImplied();
        PopUntil(HtmlTag.Caption);
        ClearToMarker();
        mode = InsertionMode.InTable;
        return true;
    }

    private static bool IsTablePart(HtmlTag tag) => tag is HtmlTag.Caption or HtmlTag.Col or HtmlTag.ColGroup or HtmlTag.TBody or HtmlTag.Td
        or HtmlTag.TFoot or HtmlTag.Th or HtmlTag.THead or HtmlTag.Tr;

    private bool InColumnGroup(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.Text when InsertLeadingSpace():
            case HtmlTokenKind.Doctype:
                return true;
            case HtmlTokenKind.Comment:
                InsertComment();
                return true;
            case HtmlTokenKind.StartTag when tag == HtmlTag.Html:
            case HtmlTokenKind.EndOfFile:
                return InBody(kind);
            case HtmlTokenKind.StartTag when tag == HtmlTag.Col:
                InsertVoid(tag);
                return true;
            case HtmlTokenKind.StartTag when tag == HtmlTag.Template:
                StartInHead(tag);
                return true;
            case HtmlTokenKind.EndTag when tag == HtmlTag.Template:
                EndTemplate();
                return true;
            case HtmlTokenKind.EndTag when tag == HtmlTag.Col:
                return true;
        }

        if (!Current.Is(HtmlTag.ColGroup))
        {
            return true;
        }

        Pop();
        mode = InsertionMode.InTable;
        return kind == HtmlTokenKind.EndTag && tag == HtmlTag.ColGroup;
    }

    private bool InTableBody(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.StartTag when tag == HtmlTag.Tr:
                PopToContext(HtmlTag.TBody, HtmlTag.TFoot, HtmlTag.THead);
                Open(tag);
                mode = InsertionMode.InRow;
                return true;
            case HtmlTokenKind.StartTag when tag is HtmlTag.Th or HtmlTag.Td:
                PopToContext(HtmlTag.TBody, HtmlTag.TFoot, HtmlTag.THead);
                OpenImplied(HtmlTag.Tr);
                mode = InsertionMode.InRow;
                return false;
            case HtmlTokenKind.EndTag when tag is HtmlTag.TBody or HtmlTag.TFoot or HtmlTag.THead:
                if (IsInTableScope(tag))
                {
                    CloseTableBody();
                }

                return true;
            case HtmlTokenKind.StartTag when IsTablePart(tag):
            case HtmlTokenKind.EndTag when tag == HtmlTag.Table:
                if (!IsInTableScope(HtmlTag.TBody) && !IsInTableScope(HtmlTag.THead) && !IsInTableScope(HtmlTag.TFoot))
                {
                    return true;
                }

                CloseTableBody();
                return false;
            case HtmlTokenKind.EndTag when tag is HtmlTag.Body or HtmlTag.Html || IsTablePart(tag):
                return true;
            default:
                return InTable(kind);
        }
    }

    private void CloseTableBody()
    {
        PopToContext(HtmlTag.TBody, HtmlTag.TFoot, HtmlTag.THead);
        Pop();
        mode = InsertionMode.InTable;
    }

    private bool InRow(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.StartTag when tag is HtmlTag.Th or HtmlTag.Td:
                PopToContext(HtmlTag.Tr);
                Open(tag);
                mode = InsertionMode.InCell;
                AddMarker();
                return true;
            case HtmlTokenKind.EndTag when tag == HtmlTag.Tr:
                CloseRow();
                return true;
            case HtmlTokenKind.StartTag when IsTablePart(tag):
            case HtmlTokenKind.EndTag when tag == HtmlTag.Table:
                return !CloseRow();
            case HtmlTokenKind.EndTag when tag is HtmlTag.TBody or HtmlTag.TFoot or HtmlTag.THead:
                return !IsInTableScope(tag) || !CloseRow();
            case HtmlTokenKind.EndTag when tag is HtmlTag.Body or HtmlTag.Html || IsTablePart(tag):
                return true;
            default:
                return InTable(kind);
        }
    }

    private bool CloseRow()
    {
        if (!IsInTableScope(HtmlTag.Tr))
        {
            return false;
        }

        PopToContext(HtmlTag.Tr);
        Pop();
        mode = InsertionMode.InTableBody;
        return true;
    }

    private bool InCell(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.EndTag when tag is HtmlTag.Td or HtmlTag.Th:
                if (IsInTableScope(tag))
                {
                    CloseImplied();
                    PopUntil(tag);
                    ClearToMarker();
                    mode = InsertionMode.InRow;
                }

                return true;
            case HtmlTokenKind.StartTag when IsTablePart(tag):
                return !CloseCell();
            case HtmlTokenKind.EndTag when tag is HtmlTag.Body or HtmlTag.Caption or HtmlTag.Col or HtmlTag.ColGroup or HtmlTag.Html:
                return true;
            case HtmlTokenKind.EndTag when tag is HtmlTag.Table or HtmlTag.TBody or HtmlTag.TFoot or HtmlTag.THead or HtmlTag.Tr:
                return !IsInTableScope(tag) || !CloseCell();
            default:
                return InBody(kind);
        }
    }

    private bool CloseCell()
    {
        if (!IsInTableScope(HtmlTag.Td) && !IsInTableScope(HtmlTag.Th))
        {
            return false;
        }

        CloseImplied();
        bool found = false;
        while (!found && depth > 1)
        {
            found = Current.Is(HtmlTag.Td) || Current.Is(HtmlTag.Th);
            Pop();
        }

        ClearToMarker();
        mode = InsertionMode.InRow;
        return true;
    }
}
