using System.Text;
using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <content>SVG and MathML (standard, section 13.2.6.5).</content>
internal sealed partial class TreeBuilder
{
    /// <summary>Whether the token, met while the current element is none of HTML's, is read by the rules of foreign content.</summary>
    private bool IsForeign(HtmlTokenKind kind)
    {
        TagFacts facts = Current.Facts;
        return kind switch
        {
            HtmlTokenKind.EndOfFile => false,
            HtmlTokenKind.Text => (facts & (TagFacts.MathText | TagFacts.HtmlPoint)) == 0,
            HtmlTokenKind.StartTag when (facts & TagFacts.HtmlPoint) != 0 => false,
            HtmlTokenKind.StartTag when (facts & TagFacts.MathText) != 0 => TokenName is "mglyph" or "malignmark",
            HtmlTokenKind.StartTag when (facts & TagFacts.AnnotationXml) != 0 => tokenizer.Tag != HtmlTag.Svg,
            _ => true,
        };
    }

    private ReadOnlySpan<char> TokenName => document.Slice(tokenizer.NameStart, tokenizer.NameLength);

    private bool InForeignContent(HtmlTokenKind kind)
    {
        switch (kind)
        {
            case HtmlTokenKind.Text:
                InsertText(textStart, textEnd - textStart);
                framesetOk = framesetOk && TextIsSpace();
                return true;
            case HtmlTokenKind.Comment:
                InsertComment();
                return true;
            case HtmlTokenKind.StartTag:
                if (LeavesForeign(tokenizer.Tag))
                {
                    PopForeign();
                    return InMode(kind);
                }

                OpenForeign(document[Current.Node].Namespace);
                return true;
            case HtmlTokenKind.EndTag when tokenizer.Tag is HtmlTag.P or HtmlTag.Br:
                PopForeign();
                return InMode(kind);
            case HtmlTokenKind.EndTag:
                return EndForeign();
            default:
                return true;
        }
    }

    private bool LeavesForeign(HtmlTag tag) => tag is HtmlTag.B or HtmlTag.Big or HtmlTag.BlockQuote or HtmlTag.Body or HtmlTag.Br or HtmlTag.Center
        or HtmlTag.Code or HtmlTag.Dd or HtmlTag.Div or HtmlTag.Dl or HtmlTag.Dt or HtmlTag.Em or HtmlTag.Embed or (>= HtmlTag.H1 and <= HtmlTag.H6)
        or HtmlTag.Head or HtmlTag.Hr or HtmlTag.I or HtmlTag.Img or HtmlTag.Li or HtmlTag.Listing or HtmlTag.Menu or HtmlTag.Meta or HtmlTag.NoBr
        or HtmlTag.Ol or HtmlTag.P or HtmlTag.Pre or HtmlTag.Ruby or HtmlTag.S or HtmlTag.Small or HtmlTag.Span or HtmlTag.Strong or HtmlTag.Strike
        or HtmlTag.Sub or HtmlTag.Sup or HtmlTag.Table or HtmlTag.Tt or HtmlTag.U or HtmlTag.Ul or HtmlTag.Var
        || (tag == HtmlTag.Font && IsStyledFont());

    private bool IsStyledFont()
    {
        for (int i = 0; i < tokenizer.AttributeCount; i++)
        {
            HtmlAttribute attribute = document.AttributeAt(tokenizer.FirstAttribute + i);
            if (document.Slice(attribute.NameStart, attribute.NameLength) is "color" or "face" or "size")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Closes elements down to one in which HTML is read.</summary>
    private void PopForeign()
    {
        while (depth > 1 && !Current.IsHtml && (Current.Facts & (TagFacts.MathText | TagFacts.HtmlPoint)) == 0)
        {
            Pop();
        }
    }

    private void OpenForeign(HtmlNamespace space)
    {
        HtmlTag tag = tokenizer.Tag is HtmlTag.Svg or HtmlTag.Math ? tokenizer.Tag : HtmlTag.Unknown;
        int node = CreateElement(tag);
        document[node].Namespace = space;
        Insert(node);
        if (!tokenizer.IsSelfClosing && HasRoom)
        {
            TagFacts facts = TagTable.OfForeign(space, TokenName);
            if ((facts & TagFacts.AnnotationXml) != 0 && IsHtmlAnnotation(node))
            {
                facts |= TagFacts.HtmlPoint;
            }

            Push(new OpenElement(node, tag, facts));
        }
    }

    private bool IsHtmlAnnotation(int node)
    {
        ReadOnlySpan<char> encoding = document.Attribute(node, "encoding");
        return Ascii.EqualsIgnoreCase(encoding, "text/html") || Ascii.EqualsIgnoreCase(encoding, "application/xhtml+xml");
    }

    private bool EndForeign()
    {
        for (int i = depth - 1; i > 0; i--)
        {
            Work++;
            if (stack[i].IsHtml)
            {
                return InMode(HtmlTokenKind.EndTag);
            }

            if (HasTokenName(stack[i].Node))
            {
                while (depth > i)
                {
                    Pop();
                }

                return true;
            }
        }

        return true;
    }
}
