using System.Text;
using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <content>The modes before the body (standard, sections 13.2.6.4.1 to 13.2.6.4.6).</content>
internal sealed partial class TreeBuilder
{
    private bool InInitial(HtmlTokenKind kind)
    {
        switch (kind)
        {
            case HtmlTokenKind.Comment:
                Append(0, CreateComment());
                return true;
            case HtmlTokenKind.Doctype:
                quirks = Quirks.IsQuirky(tokenizer, document);
                mode = InsertionMode.BeforeHtml;
                return true;
            case HtmlTokenKind.Text when TakeSpace() >= 0 && textStart == textEnd:
                return true;
        }

        quirks = true;
        mode = InsertionMode.BeforeHtml;
        return false;
    }

    private bool InBeforeHtml(HtmlTokenKind kind)
    {
        switch (kind)
        {
            case HtmlTokenKind.Comment:
                Append(0, CreateComment());
                return true;
            case HtmlTokenKind.Doctype:
            case HtmlTokenKind.Text when TakeSpace() >= 0 && textStart == textEnd:
            case HtmlTokenKind.EndTag when !MayImplyStart(tokenizer.Tag):
                return true;
        }

        bool given = kind == HtmlTokenKind.StartTag && tokenizer.Tag == HtmlTag.Html;
        int html = given ? CreateElement(HtmlTag.Html) : CreateNode(HtmlNodeKind.Element, HtmlTag.Html);
        Append(0, html);
        Push(html, HtmlTag.Html);
        mode = InsertionMode.BeforeHead;
        return given;
    }

    private bool InBeforeHead(HtmlTokenKind kind)
    {
        switch (kind)
        {
            case HtmlTokenKind.Comment:
                InsertComment();
                return true;
            case HtmlTokenKind.Doctype:
            case HtmlTokenKind.Text when TakeSpace() >= 0 && textStart == textEnd:
            case HtmlTokenKind.EndTag when !MayImplyStart(tokenizer.Tag):
                return true;
            case HtmlTokenKind.StartTag when tokenizer.Tag == HtmlTag.Html:
                return InBody(kind);
            case HtmlTokenKind.StartTag when tokenizer.Tag == HtmlTag.Head:
                head = Open(HtmlTag.Head);
                mode = InsertionMode.InHead;
                return true;
        }

        head = OpenImplied(HtmlTag.Head);
        mode = InsertionMode.InHead;
        return false;
    }

    /// <summary>Whether an end tag stands for the start of what is missing; others are dropped.</summary>
    private static bool MayImplyStart(HtmlTag tag) => tag is HtmlTag.Head or HtmlTag.Body or HtmlTag.Html or HtmlTag.Br;

    private bool InHead(HtmlTokenKind kind)
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
            case HtmlTokenKind.StartTag:
                if (tag == HtmlTag.Html)
                {
                    return InBody(kind);
                }

                if (tag == HtmlTag.Head || StartInHead(tag))
                {
                    return true;
                }

                break;
            case HtmlTokenKind.EndTag:
                switch (tag)
                {
                    case HtmlTag.Head:
                        Pop();
                        mode = InsertionMode.AfterHead;
                        return true;
                    case HtmlTag.Template:
                        EndTemplate();
                        return true;
                    case not (HtmlTag.Body or HtmlTag.Html or HtmlTag.Br):
                        return true;
                }

                break;
        }

        Pop();
        mode = InsertionMode.AfterHead;
        return false;
    }

    /// <summary>Reads the start tag of an element that belongs into the head, wherever it is; false for others.</summary>
    private bool StartInHead(HtmlTag tag)
    {
        switch (tag)
        {
            case HtmlTag.Base or HtmlTag.BaseFont or HtmlTag.BgSound or HtmlTag.Link or HtmlTag.Meta:
                InsertVoid(tag);
                return true;
            case HtmlTag.Title:
                OpenText(tag, HtmlTokenizerState.RcData);
                return true;
            case HtmlTag.NoFrames or HtmlTag.Style:
                OpenText(tag, HtmlTokenizerState.RawText);
                return true;
            case HtmlTag.Script:
                OpenText(tag, HtmlTokenizerState.ScriptData);
                return true;
            case HtmlTag.NoScript when mode == InsertionMode.InHead:
                Open(tag);
                mode = InsertionMode.InHeadNoScript;
                return true;
            case HtmlTag.Template:
                if (TryOpen(tag))
                {
                    AddMarker();
                    framesetOk = false;
                    mode = InsertionMode.InTemplate;
                    templateModes.Add(InsertionMode.InTemplate);
                }

                return true;
            default:
                return false;
        }
    }

    private void EndTemplate()
    {
        if (IsOpen(HtmlTag.Template))
        {
            CloseImplied(fact: TagFacts.ThoroughlyImpliedEnd);
            PopUntil(HtmlTag.Template);
            ClearToMarker();
            templateModes.RemoveAt(templateModes.Count - 1);
            ResetMode();
        }
    }

    private bool InHeadNoScript(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.Doctype:
            case HtmlTokenKind.Text when InsertLeadingSpace():
                return true;
            case HtmlTokenKind.Comment:
                InsertComment();
                return true;
            case HtmlTokenKind.StartTag when tag == HtmlTag.Html:
                return InBody(kind);
            case HtmlTokenKind.StartTag when tag is HtmlTag.BaseFont or HtmlTag.BgSound or HtmlTag.Link or HtmlTag.Meta or HtmlTag.NoFrames or HtmlTag.Style:
                return StartInHead(tag);
            case HtmlTokenKind.StartTag when tag is HtmlTag.Head or HtmlTag.NoScript:
            case HtmlTokenKind.EndTag when tag is not (HtmlTag.Br or HtmlTag.NoScript):
                return true;
        }

        Pop();
        mode = InsertionMode.InHead;
        return kind == HtmlTokenKind.EndTag && tag == HtmlTag.NoScript;
    }

    private bool InAfterHead(HtmlTokenKind kind)
    {
        HtmlTag tag = tokenizer.Tag;
        switch (kind)
        {
            case HtmlTokenKind.Text:
                bool all = InsertLeadingSpace();
                SetBarrier(links[stack[0].Node].LastChild);
                if (all)
                {
                    return true;
                }

                break;
            case HtmlTokenKind.Comment:
                AppendComment(stack[0].Node);
                return true;
            case HtmlTokenKind.Doctype:
                return true;
            case HtmlTokenKind.StartTag:
                switch (tag)
                {
                    case HtmlTag.Html:
                        return InBody(kind);
                    case HtmlTag.Body:
                        Open(tag);
                        framesetOk = false;
                        mode = InsertionMode.InBody;
                        return true;
                    case HtmlTag.FrameSet:
                        Open(tag);
                        mode = InsertionMode.InFrameset;
                        return true;
                    case HtmlTag.Base or HtmlTag.BaseFont or HtmlTag.BgSound or HtmlTag.Link or HtmlTag.Meta or HtmlTag.NoFrames
                        or HtmlTag.Script or HtmlTag.Style or HtmlTag.Template or HtmlTag.Title:
                        Push(head, HtmlTag.Head);
                        StartInHead(tag);
                        RemoveFromStack(IndexOnStack(head));
                        return true;
                    case HtmlTag.Head:
                        return true;
                }

                break;
            case HtmlTokenKind.EndTag:
                switch (tag)
                {
                    case HtmlTag.Template:
                        EndTemplate();
                        return true;
                    case not (HtmlTag.Body or HtmlTag.Html or HtmlTag.Br):
                        return true;
                }

                break;
        }

        OpenImplied(HtmlTag.Body);
        mode = InsertionMode.InBody;
        return false;
    }

    private bool InText(HtmlTokenKind kind)
    {
        if (kind == HtmlTokenKind.Text)
        {
            InsertText(textStart, textEnd - textStart);
            return true;
        }

        Pop();
        mode = originalMode;
        return kind == HtmlTokenKind.EndTag;
    }
}
