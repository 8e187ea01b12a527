using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <content>The body: text and start tags (standard, section 13.2.6.4.7).</content>
internal sealed partial class TreeBuilder
{
    private bool InBody(HtmlTokenKind kind)
    {
        switch (kind)
        {
            case HtmlTokenKind.Text:
                TextInBody(textStart, textEnd);
                return true;
            case HtmlTokenKind.Comment:
                InsertComment();
                return true;
            case HtmlTokenKind.StartTag:
                StartInBody(tokenizer.Tag);
                return true;
            case HtmlTokenKind.EndTag:
                return EndInBody(tokenizer.Tag);
            case HtmlTokenKind.EndOfFile when templateModes.Count > 0:
                return InTemplate(kind);
            default:
                return true;
        }
    }

    private void TextInBody(int start, int end)
    {
        if (formattingCount > 0)
        {
            ReopenFormatting();
        }

        InsertText(start, end - start);
        if (framesetOk)
        {
            textStart = start;
            textEnd = end;
            TakeSpace();
            framesetOk = textStart == textEnd;
        }
    }

    private void StartInBody(HtmlTag tag)
    {
        switch (tag)
        {
            case HtmlTag.Html:
                if (!IsOpen(HtmlTag.Template))
                {
                    AddAttributes(stack[0].Node);
                }

                break;
            case HtmlTag.Base or HtmlTag.BaseFont or HtmlTag.BgSound or HtmlTag.Link or HtmlTag.Meta or HtmlTag.NoFrames
                or HtmlTag.Script or HtmlTag.Style or HtmlTag.Template or HtmlTag.Title:
                StartInHead(tag);
                break;
            case HtmlTag.Body:
                if (depth > 1 && stack[1].Is(HtmlTag.Body) && !IsOpen(HtmlTag.Template))
                {
                    framesetOk = false;
                    AddAttributes(stack[1].Node);
                }

                break;
            case HtmlTag.FrameSet:
                StartFramesetInBody();
                break;
            case HtmlTag.Address or HtmlTag.Article or HtmlTag.Aside or HtmlTag.BlockQuote or HtmlTag.Center or HtmlTag.Details or HtmlTag.Dialog
                or HtmlTag.Dir or HtmlTag.Div or HtmlTag.Dl or HtmlTag.FieldSet or HtmlTag.FigCaption or HtmlTag.Figure or HtmlTag.Footer
                or HtmlTag.Header or HtmlTag.HGroup or HtmlTag.Main or HtmlTag.Menu or HtmlTag.Nav or HtmlTag.Ol or HtmlTag.P or HtmlTag.Search
                or HtmlTag.Section or HtmlTag.Summary or HtmlTag.Ul:
                CloseParagraph();
                TryOpen(tag);
                break;
            case >= HtmlTag.H1 and <= HtmlTag.H6:
                CloseParagraph();
                if (Current.IsHtml && IsHeading(Current.Tag))
                {
                    Pop();
                }

                TryOpen(tag);
                break;
            case HtmlTag.Pre or HtmlTag.Listing:
                CloseParagraph();
                TryOpen(tag);
                skipLineFeed = true;
                framesetOk = false;
                break;
            case HtmlTag.Form:
                StartForm();
                break;
            case HtmlTag.Li:
                StartItem(HtmlTag.Li, HtmlTag.Li);
                break;
            case HtmlTag.Dd or HtmlTag.Dt:
                StartItem(HtmlTag.Dd, HtmlTag.Dt);
                break;
            case HtmlTag.PlainText:
                CloseParagraph();
                Open(tag);
                tokenizer.State = HtmlTokenizerState.PlainText;
                break;
            case HtmlTag.Button:
                if (IsInScope(HtmlTag.Button))
                {
                    CloseImplied();
                    PopUntil(HtmlTag.Button);
                }

                ReopenFormatting();
                TryOpen(tag);
                framesetOk = false;
                break;
            case HtmlTag.A:
                StartLink();
                break;
            case HtmlTag.B or HtmlTag.Big or HtmlTag.Code or HtmlTag.Em or HtmlTag.Font or HtmlTag.I or HtmlTag.S or HtmlTag.Small
                or HtmlTag.Strike or HtmlTag.Strong or HtmlTag.Tt or HtmlTag.U:
                StartFormatting(tag);
                break;
            case HtmlTag.NoBr:
                ReopenFormatting();
                if (IsInScope(HtmlTag.NoBr) && !RunAdoptionAgency(HtmlTag.NoBr))
                {
                    EndOther(HtmlTag.NoBr);
                }

                StartFormatting(tag);
                break;
            default:
                StartOtherInBody(tag);
                break;
        }
    }

    private void StartOtherInBody(HtmlTag tag)
    {
        switch (tag)
        {
            case HtmlTag.Applet or HtmlTag.Marquee or HtmlTag.Object:
                ReopenFormatting();
                if (TryOpen(tag))
                {
                    AddMarker();
                }

                framesetOk = false;
                break;
            case HtmlTag.Table:
                if (!quirks)
                {
                    CloseParagraph();
                }

                framesetOk = false;
                mode = TryOpen(tag) ? InsertionMode.InTable : mode;
                break;
            case HtmlTag.Area or HtmlTag.Br or HtmlTag.Embed or HtmlTag.Img or HtmlTag.KeyGen or HtmlTag.Wbr:
                ReopenFormatting();
                InsertVoid(tag);
                framesetOk = false;
                break;
            case HtmlTag.Image:
                StartOtherInBody(HtmlTag.Img);
                break;
            case HtmlTag.Input:
                ReopenFormatting();
                InsertVoid(tag);
                framesetOk &= IsHiddenInput();
                break;
            case HtmlTag.Param or HtmlTag.Source or HtmlTag.Track:
                InsertVoid(tag);
                break;
            case HtmlTag.Hr:
                CloseParagraph();
                InsertVoid(tag);
                framesetOk = false;
                break;
            case HtmlTag.TextArea:
                OpenText(tag, HtmlTokenizerState.RcData);
                skipLineFeed = true;
                framesetOk = false;
                break;
            case HtmlTag.Xmp:
                CloseParagraph();
                ReopenFormatting();
                framesetOk = false;
                OpenText(tag, HtmlTokenizerState.RawText);
                break;
            case HtmlTag.IFrame:
                framesetOk = false;
                OpenText(tag, HtmlTokenizerState.RawText);
                break;
            case HtmlTag.NoEmbed:
                OpenText(tag, HtmlTokenizerState.RawText);
                break;
            case HtmlTag.Select:
                StartSelect();
                break;
            case HtmlTag.OptGroup or HtmlTag.Option:
                if (Current.Is(HtmlTag.Option))
                {
                    Pop();
                }

                ReopenFormatting();
                TryOpen(tag);
                break;
            case HtmlTag.Rb or HtmlTag.Rtc or HtmlTag.Rp or HtmlTag.Rt:
                if (IsInScope(HtmlTag.Ruby))
                {
                    CloseImplied(tag is HtmlTag.Rp or HtmlTag.Rt ? HtmlTag.Rtc : HtmlTag.Unknown);
                }

                TryOpen(tag);
                break;
            case HtmlTag.Math or HtmlTag.Svg:
                ReopenFormatting();
                OpenForeign(tag == HtmlTag.Svg ? HtmlNamespace.Svg : HtmlNamespace.MathMl);
                break;
            case HtmlTag.Caption or HtmlTag.Col or HtmlTag.ColGroup or HtmlTag.Frame or HtmlTag.Head or HtmlTag.TBody or HtmlTag.Td
                or HtmlTag.TFoot or HtmlTag.Th or HtmlTag.THead or HtmlTag.Tr:
                break;
            default:
                ReopenFormatting();
                TryOpen(tag);
                break;
        }
    }

    private bool IsHiddenInput()
    {
        for (int i = 0; i < tokenizer.AttributeCount; i++)
        {
            HtmlAttribute attribute = document.AttributeAt(tokenizer.FirstAttribute + i);
            if (document.Slice(attribute.NameStart, attribute.NameLength).SequenceEqual("type"))
            {
                return System.Text.Ascii.EqualsIgnoreCase(document.Slice(attribute.ValueStart, attribute.ValueLength), "hidden");
            }
        }

        return false;
    }

    /// <summary>Gives an element those of the tag's attributes that it does not have.</summary>
    private void AddAttributes(int node)
    {
        int first = document[node].FirstAttribute, count = document[node].AttributeCount;
        bool moved = false;
        for (int i = 0; i < tokenizer.AttributeCount; i++)
        {
            HtmlAttribute attribute = document.AttributeAt(tokenizer.FirstAttribute + i);
            Work += document.AttributeCount(node);
            if (document.AttributeCount(node) >= HtmlTokenizer.MaxAttributes
                || document.TryGetAttribute(node, document.Slice(attribute.NameStart, attribute.NameLength), out _))
            {
                continue;
            }

            if (!moved)
            {
                // An element's attributes lie together: they go behind the tag's, and the new ones behind them.
                moved = true;
                document[node].FirstAttribute = document.TotalAttributes;
                Work += count;
                for (int j = 0; j < count; j++)
                {
                    document.AppendAttribute(document.AttributeAt(first + j));
                }
            }

            document.AppendAttribute(attribute);
            document[node].AttributeCount++;
        }
    }

    private void StartFramesetInBody()
    {
        if (framesetOk && depth > 1 && stack[1].Is(HtmlTag.Body))
        {
            Remove(stack[1].Node);
            while (depth > 1)
            {
                Pop();
            }

            Open(HtmlTag.FrameSet);
            mode = InsertionMode.InFrameset;
        }
    }

    private void StartForm()
    {
        bool inTemplate = IsOpen(HtmlTag.Template);
        if (form != 0 && !inTemplate)
        {
            return;
        }

        CloseParagraph();
        if (TryOpen(HtmlTag.Form) && !inTemplate)
        {
            form = Current.Node;
        }
    }

    /// <summary>Ends the item before, if one is open, and begins the next.</summary>
    private void StartItem(HtmlTag one, HtmlTag two)
    {
        framesetOk = false;
        for (int i = depth - 1; i > 0 && (IsOpen(one) || IsOpen(two)); i--)
        {
            Work++;
            OpenElement open = stack[i];
            if (open.Is(one) || open.Is(two))
            {
                CloseImplied(open.Tag);
                PopUntil(open.Tag);
                break;
            }

            if ((open.Facts & TagFacts.Special) != 0 && !(open.Is(HtmlTag.Address) || open.Is(HtmlTag.Div) || open.Is(HtmlTag.P)))
            {
                break;
            }
        }

        CloseParagraph();
        TryOpen(tokenizer.Tag);
    }

    private void StartLink()
    {
        int active = formattingCount > 0 ? FindActive(HtmlTag.A) : -1;
        if (active >= 0)
        {
            int node = formatting[active].Node;
            if (!RunAdoptionAgency(HtmlTag.A))
            {
                EndOther(HtmlTag.A);
            }

            active = IndexInActive(node);
            if (active >= 0)
            {
                RemoveActive(active);
            }

            if (IsOnStack(node))
            {
                RemoveFromStack(IndexOnStack(node));
            }
        }

        StartFormatting(HtmlTag.A);
    }

    private void StartFormatting(HtmlTag tag)
    {
        ReopenFormatting();
        if (TryOpen(tag))
        {
            AddActive();
        }
    }

    private void StartSelect()
    {
        ReopenFormatting();
        framesetOk = false;
        if (TryOpen(HtmlTag.Select))
        {
            mode = mode is InsertionMode.InTable or InsertionMode.InCaption or InsertionMode.InTableBody or InsertionMode.InRow or InsertionMode.InCell
                ? InsertionMode.InSelectInTable
                : InsertionMode.InSelect;
        }
    }
}
