using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <content>The body: end tags, and what follows it (standard, sections 13.2.6.4.7, 13.2.6.4.19 and 13.2.6.4.22).</content>
internal sealed partial class TreeBuilder
{
    private bool EndInBody(HtmlTag tag)
    {
        switch (tag)
        {
            case HtmlTag.Template:
                EndTemplate();
                break;
            case HtmlTag.Body or HtmlTag.Html:
                if (IsInScope(HtmlTag.Body))
                {
                    mode = InsertionMode.AfterBody;
                    return tag == HtmlTag.Body;
                }

                break;
            case HtmlTag.Address or HtmlTag.Article or HtmlTag.Aside or HtmlTag.BlockQuote or HtmlTag.Button or HtmlTag.Center or HtmlTag.Details
                or HtmlTag.Dialog or HtmlTag.Dir or HtmlTag.Div or HtmlTag.Dl or HtmlTag.FieldSet or HtmlTag.FigCaption or HtmlTag.Figure
                or HtmlTag.Footer or HtmlTag.Header or HtmlTag.HGroup or HtmlTag.Listing or HtmlTag.Main or HtmlTag.Menu or HtmlTag.Nav or HtmlTag.Ol
                or HtmlTag.Pre or HtmlTag.Search or HtmlTag.Section or HtmlTag.Summary or HtmlTag.Ul:
                if (IsInScope(tag))
                {
                    CloseImplied();
                    PopUntil(tag);
                }

                break;
            case HtmlTag.Form:
                EndForm();
                break;
            case HtmlTag.P:
                if (!IsInButtonScope(HtmlTag.P))
                {
                    InsertEmpty(HtmlTag.P);
                    break;
                }

                CloseImplied(HtmlTag.P);
                PopUntil(HtmlTag.P);
                break;
            case HtmlTag.Li:
                if (IsInListScope(tag))
                {
                    CloseImplied(tag);
                    PopUntil(tag);
                }

                break;
            case HtmlTag.Dd or HtmlTag.Dt:
                if (IsInScope(tag))
                {
                    CloseImplied(tag);
                    PopUntil(tag);
                }

                break;
            case >= HtmlTag.H1 and <= HtmlTag.H6:
                EndHeading();
                break;
            case HtmlTag.A or HtmlTag.B or HtmlTag.Big or HtmlTag.Code or HtmlTag.Em or HtmlTag.Font or HtmlTag.I or HtmlTag.NoBr or HtmlTag.S
                or HtmlTag.Small or HtmlTag.Strike or HtmlTag.Strong or HtmlTag.Tt or HtmlTag.U:
                if (!RunAdoptionAgency(tag))
                {
                    EndOther(tag);
                }

                break;
            case HtmlTag.Applet or HtmlTag.Marquee or HtmlTag.Object:
                if (IsInScope(tag))
                {
                    CloseImplied();
                    PopUntil(tag);
                    ClearToMarker();
                }

                break;
            case HtmlTag.Br:
                ReopenFormatting();
                InsertEmpty(HtmlTag.Br);
                framesetOk = false;
                break;
            default:
                EndOther(tag);
                break;
        }

        return true;
    }

    private void InsertEmpty(HtmlTag tag) => Insert(CreateNode(HtmlNodeKind.Element, tag));

    private void EndForm()
    {
        if (IsOpen(HtmlTag.Template))
        {
            if (IsInScope(HtmlTag.Form))
            {
                CloseImplied();
                PopUntil(HtmlTag.Form);
            }

            return;
        }

        int node = form;
        form = 0;
        if (node != 0 && IsOnStack(node) && IsNodeInScope(IndexOnStack(node)))
        {
            CloseImplied();
            RemoveFromStack(IndexOnStack(node));
        }
    }

    private void EndHeading()
    {
        if (IsHeadingInScope())
        {
            CloseImplied();
            bool found = false;
            while (!found && depth > 1)
            {
                found = Current.IsHtml && IsHeading(Current.Tag);
                Pop();
            }
        }
    }

    /// <summary>Ends an element that has no rule of its own, unless a special one is in between.</summary>
    private void EndOther(HtmlTag tag)
    {
        if (!IsOpen(tag))
        {
            return;
        }

        for (int i = depth - 1; i > 0; i--)
        {
            Work++;
            if (stack[i].Is(tag) && (tag != HtmlTag.Unknown || HasTokenName(stack[i].Node)))
            {
                CloseImplied(tag);
                while (depth > i)
                {
                    Pop();
                }

                return;
            }

            if ((stack[i].Facts & TagFacts.Special) != 0)
            {
                return;
            }
        }
    }

    private bool HasTokenName(int node) => document.Name(node).SequenceEqual(document.Slice(tokenizer.NameStart, tokenizer.NameLength));

    private bool InAfterBody(HtmlTokenKind kind)
    {
        switch (kind)
        {
            case HtmlTokenKind.Comment:
                AppendComment(stack[0].Node);
                return true;
            case HtmlTokenKind.Doctype or HtmlTokenKind.EndOfFile:
                return true;
            case HtmlTokenKind.StartTag when tokenizer.Tag == HtmlTag.Html:
                return InBody(kind);
            case HtmlTokenKind.EndTag when tokenizer.Tag == HtmlTag.Html:
                mode = InsertionMode.AfterAfterBody;
                return true;
            case HtmlTokenKind.Text when TextIsSpace():
                return InBody(kind);
        }

        mode = InsertionMode.InBody;
        return false;
    }

    /// <summary>Whether the text begins with white space; what follows that is read by the rules of the body as well, which end this mode.</summary>
    private bool TextIsSpace()
    {
        int start = textStart;
        TakeSpace();
        bool all = textStart == textEnd;
        textStart = start;
        return all;
    }

    private bool InAfterAfterBody(HtmlTokenKind kind)
    {
        switch (kind)
        {
            case HtmlTokenKind.Comment:
                AppendComment(0);
                return true;
            case HtmlTokenKind.EndOfFile:
                return true;
            case HtmlTokenKind.Doctype:
            case HtmlTokenKind.StartTag when tokenizer.Tag == HtmlTag.Html:
            case HtmlTokenKind.Text when TextIsSpace():
                return InBody(kind);
        }

        mode = InsertionMode.InBody;
        return false;
    }
}
