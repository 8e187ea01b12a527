using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Html.Construction;

/// <content>The stack of open elements (standard, section 13.2.4.2).</content>
internal sealed partial class TreeBuilder
{
    /// <summary>Elements that may be open at a time, as in browsers; those of a table, a list of options or raw text go a few further.</summary>
    public const int MaxDepth = 512;

    private readonly int[] openCounts = new int[HtmlTags.Count];
    private OpenElement[] stack = new OpenElement[MaxDepth * 2];
    private int depth;

    private OpenElement Current => stack[depth - 1];

    private bool HasRoom => depth < MaxDepth;

    private void Push(int node, HtmlTag tag) => Push(new OpenElement(node, tag, TagTable.Of(tag)));

    private void Push(OpenElement element)
    {
        if (depth == stack.Length)
        {
            Array.Resize(ref stack, depth * 2);
        }

        stack[depth++] = element;
        openCounts[(int)element.Tag] += element.IsHtml ? 1 : 0;
        SetOnStack(element.Node, true);
    }

    private void Pop()
    {
        depth--;
        openCounts[(int)stack[depth].Tag] -= stack[depth].IsHtml ? 1 : 0;
        SetOnStack(stack[depth].Node, false);
    }

    // A node's depth is known at the end only; until then it says whether the element is open.
    private bool IsOnStack(int node) => document[node].Depth != 0;

    private void SetOnStack(int node, bool open) => document[node].Depth = (ushort)(open ? 1 : 0);

    /// <summary>Inserts the tag's element and opens it.</summary>
    /// <returns>Its number.</returns>
    private int Open(HtmlTag tag)
    {
        int node = CreateElement(tag);
        Insert(node);
        Push(node, tag);
        return node;
    }

    /// <summary>Inserts the tag's element and opens it if there is room.</summary>
    private bool TryOpen(HtmlTag tag)
    {
        int node = CreateElement(tag);
        Insert(node);
        if (!HasRoom)
        {
            return false;
        }

        Push(node, tag);
        return true;
    }

    /// <summary>Inserts the tag's element, which can hold nothing.</summary>
    private void InsertVoid(HtmlTag tag) => Insert(CreateElement(tag));

    /// <summary>Inserts and opens an element that the page has no tag of.</summary>
    private int OpenImplied(HtmlTag tag)
    {
        int node = CreateNode(HtmlNodeKind.Element, tag);
        Insert(node);
        Push(node, tag);
        return node;
    }

    /// <summary>Inserts the tag's element and reads its content as text only.</summary>
    private void OpenText(HtmlTag tag, HtmlTokenizerState state)
    {
        Open(tag);
        tokenizer.State = state;
        originalMode = mode;
        mode = InsertionMode.Text;
    }

    private bool IsOpen(HtmlTag tag) => openCounts[(int)tag] > 0;

    private bool IsInScope(HtmlTag tag, TagFacts boundary = TagFacts.Scope)
    {
        if (openCounts[(int)tag] == 0)
        {
            return false;
        }

        for (int i = depth - 1; i >= 0; i--)
        {
            Work++;
            if (stack[i].Is(tag))
            {
                return true;
            }

            if ((stack[i].Facts & boundary) != 0)
            {
                return false;
            }
        }

        return false;
    }

    private bool IsInButtonScope(HtmlTag tag) => IsInScope(tag, TagFacts.Scope | TagFacts.ButtonScope);

    private bool IsInListScope(HtmlTag tag) => IsInScope(tag, TagFacts.Scope | TagFacts.ListScope);

    private bool IsInTableScope(HtmlTag tag) => IsInScope(tag, TagFacts.TableScope);

    /// <summary>Whether a select is open with nothing but its options above it.</summary>
    private bool IsSelectInScope()
    {
        int i = depth - 1;
        while (i > 0 && stack[i].IsHtml && (stack[i].Facts & TagFacts.SelectScopePassed) != 0)
        {
            Work++;
            i--;
        }

        return stack[i].Is(HtmlTag.Select);
    }

    private static bool IsHeading(HtmlTag tag) => tag is >= HtmlTag.H1 and <= HtmlTag.H6;

    private bool IsHeadingInScope()
    {
        for (HtmlTag tag = HtmlTag.H1; tag <= HtmlTag.H6; tag++)
        {
            if (IsInScope(tag))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Closes elements up to and with this one; the root stays.</summary>
    private void PopUntil(HtmlTag tag)
    {
        bool found = false;
        while (!found && depth > 1)
        {
            found = Current.Is(tag);
            Pop();
        }
    }

    /// <summary>Closes elements down to one of these, a template or the root.</summary>
    private void PopToContext(HtmlTag one, HtmlTag two = HtmlTag.Html, HtmlTag three = HtmlTag.Html)
    {
        while (depth > 1 && !Current.Is(one) && !Current.Is(two) && !Current.Is(three) && !Current.Is(HtmlTag.Template))
        {
            Pop();
        }
    }

    private void CloseImplied(HtmlTag except = HtmlTag.Unknown, TagFacts fact = TagFacts.ImpliedEnd)
    {
        while (depth > 1 && (Current.Facts & fact) != 0 && Current.Tag != except)
        {
            Pop();
        }
    }

    /// <summary>Closes a paragraph that is open in button scope.</summary>
    private void CloseParagraph()
    {
        if (IsInButtonScope(HtmlTag.P))
        {
            CloseImplied(HtmlTag.P);
            PopUntil(HtmlTag.P);
        }
    }

    private int IndexOnStack(int node)
    {
        for (int i = depth - 1; i >= 0; i--)
        {
            Work++;
            if (stack[i].Node == node)
            {
                return i;
            }
        }

        return -1;
    }

    private void RemoveFromStack(int index)
    {
        openCounts[(int)stack[index].Tag] -= stack[index].IsHtml ? 1 : 0;
        SetOnStack(stack[index].Node, false);
        Work += depth - index;
        Array.Copy(stack, index + 1, stack, index, depth - index - 1);
        depth--;
    }

    private void InsertOnStack(int index, OpenElement element)
    {
        Push(element);
        Work += depth - index;
        Array.Copy(stack, index, stack, index + 1, depth - index - 1);
        stack[index] = element;
    }

    /// <summary>Finds the mode that the open elements ask for (section 13.2.4.1).</summary>
    private void ResetMode()
    {
        for (int i = depth - 1; i >= 0; i--)
        {
            Work++;
            if (!stack[i].IsHtml)
            {
                continue;
            }

            switch (stack[i].Tag)
            {
                case HtmlTag.Select:
                    mode = ModeInSelect(i);
                    return;
                case HtmlTag.Td or HtmlTag.Th:
                    mode = InsertionMode.InCell;
                    return;
                case HtmlTag.Tr:
                    mode = InsertionMode.InRow;
                    return;
                case HtmlTag.TBody or HtmlTag.THead or HtmlTag.TFoot:
                    mode = InsertionMode.InTableBody;
                    return;
                case HtmlTag.Caption:
                    mode = InsertionMode.InCaption;
                    return;
                case HtmlTag.ColGroup:
                    mode = InsertionMode.InColumnGroup;
                    return;
                case HtmlTag.Table:
                    mode = InsertionMode.InTable;
                    return;
                case HtmlTag.Template:
                    mode = templateModes.Count > 0 ? templateModes[^1] : InsertionMode.InBody;
                    return;
                case HtmlTag.Head:
                    mode = InsertionMode.InHead;
                    return;
                case HtmlTag.Body:
                    mode = InsertionMode.InBody;
                    return;
                case HtmlTag.FrameSet:
                    mode = InsertionMode.InFrameset;
                    return;
                case HtmlTag.Html:
                    mode = head == 0 ? InsertionMode.BeforeHead : InsertionMode.AfterHead;
                    return;
            }
        }
    }

    private InsertionMode ModeInSelect(int index)
    {
        for (int i = index - 1; i > 0 && !stack[i].Is(HtmlTag.Template); i--)
        {
            Work++;
            if (stack[i].Is(HtmlTag.Table))
            {
                return InsertionMode.InSelectInTable;
            }
        }

        return InsertionMode.InSelect;
    }
}
