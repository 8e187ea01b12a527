namespace Portolan.Extraction.Html.Construction;

/// <content>The list of active formatting elements and the adoption agency (standard, sections 13.2.4.3 and 13.2.6.4.7).</content>
internal sealed partial class TreeBuilder
{
    /// <summary>Formatting elements that are kept open behind the last marker.</summary>
    public const int MaxFormatting = 64;

    /// <summary>Entries kept in all: half of them are forgotten when there are more, those before the last markers.</summary>
    private const int MaxEntries = 4096;

    /// <summary>Attributes up to which elements are compared for the limit of three equal ones.</summary>
    private const int MaxComparedAttributes = 16;

    /// <summary>Clones that every page may have, whatever its length.</summary>
    private const int FreeClones = 10_000;

    private readonly OpenElement[] formatting = new OpenElement[MaxEntries];
    private int formattingCount;
    private int clones;

    /// <summary>
    /// Whether elements may still be reopened. Sixty open formatting elements and a million paragraphs would give sixty million nodes by
    /// the standard's rules; here a page gets no more than one for each of its characters.
    /// </summary>
    private bool MayClone => clones < FreeClones + tokenizer.Position;

    private void AddMarker() => AddFormatting(OpenElement.Marker);

    private void AddFormatting(OpenElement element)
    {
        if (formattingCount == MaxEntries)
        {
            Array.Copy(formatting, MaxEntries / 2, formatting, 0, MaxEntries / 2);
            formattingCount = MaxEntries / 2;
            Work += MaxEntries;
        }

        formatting[formattingCount++] = element;
    }

    /// <summary>Remembers the current element as one to be reopened; of more than three equal ones the first is forgotten.</summary>
    private void AddActive()
    {
        OpenElement element = Current;
        int same = 0, earliest = -1, first = formattingCount;
        while (first > 0 && formatting[first - 1].Node >= 0)
        {
            first--;
            if (formatting[first].Tag == element.Tag && SameAttributes(formatting[first].Node, element.Node))
            {
                same++;
                earliest = first;
            }
        }

        Work += formattingCount - first;
        if (same >= 3)
        {
            RemoveActive(earliest);
        }
        else if (formattingCount - first >= MaxFormatting)
        {
            RemoveActive(first);
        }

        AddFormatting(element);
    }

    private bool SameAttributes(int one, int other)
    {
        int count = document.AttributeCount(one);
        if (count != document.AttributeCount(other) || count > MaxComparedAttributes)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (!document.TryGetAttribute(other, document.AttributeName(one, i), out ReadOnlySpan<char> value)
                || !value.SequenceEqual(document.AttributeValue(one, i)))
            {
                return false;
            }
        }

        return true;
    }

    private void RemoveActive(int index)
    {
        Work += formattingCount - index;
        Array.Copy(formatting, index + 1, formatting, index, formattingCount - index - 1);
        formattingCount--;
    }

    private int IndexInActive(int node)
    {
        for (int i = formattingCount - 1; i >= 0 && formatting[i].Node >= 0; i--)
        {
            Work++;
            if (formatting[i].Node == node)
            {
                return i;
            }
        }

        return -1;
    }

    private int FindActive(HtmlTag tag)
    {
        for (int i = formattingCount - 1; i >= 0 && formatting[i].Node >= 0; i--)
        {
            Work++;
            if (formatting[i].Tag == tag)
            {
                return i;
            }
        }

        return -1;
    }

    private void ClearToMarker()
    {
        while (formattingCount > 0 && formatting[--formattingCount].Node >= 0)
        {
        }
    }

    /// <summary>Reopens the formatting elements that a block has closed.</summary>
    private void ReopenFormatting()
    {
        int from = formattingCount;
        while (from > 0 && formatting[from - 1].Node >= 0 && !IsOnStack(formatting[from - 1].Node))
        {
            from--;
        }

        Work += formattingCount - from;
        for (; from < formattingCount && MayClone && HasRoom; from++)
        {
            int clone = Clone(formatting[from]);
            Insert(clone);
            formatting[from] = formatting[from] with { Node = clone };
            Push(formatting[from]);
        }
    }

    /// <summary>Ends a formatting element, be it not the innermost one; false when the end tag is to be read as any other.</summary>
    private bool RunAdoptionAgency(HtmlTag subject)
    {
        if (Current.Is(subject) && IndexInActive(Current.Node) < 0)
        {
            Pop();
            return true;
        }

        for (int round = 0; round < 8; round++)
        {
            int active = FindActive(subject);
            if (active < 0)
            {
                return false;
            }

            OpenElement element = formatting[active];
            int index = IndexOnStack(element.Node);
            if (index < 0)
            {
                RemoveActive(active);
                return true;
            }

            if (!IsNodeInScope(index))
            {
                return true;
            }

            int furthest = index + 1;
            while (furthest < depth && (stack[furthest].Facts & TagFacts.Special) == 0)
            {
                furthest++;
            }

            Work += furthest - index;
            if (furthest == depth || !MayClone)
            {
                while (depth > index)
                {
                    Pop();
                }

                RemoveActive(active);
                return true;
            }

            Adopt(element, index, furthest);
        }

        return true;
    }

    private bool IsNodeInScope(int index)
    {
        for (int i = depth - 1; i > index; i--)
        {
            Work++;
            if ((stack[i].Facts & TagFacts.Scope) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts copies of a formatting element and of those between it and a block inside that block, which moves out.</summary>
    private void Adopt(OpenElement element, int index, int furthest)
    {
        OpenElement block = stack[furthest];
        OpenElement ancestor = stack[index - 1];
        int bookmark = IndexInActive(element.Node);
        int last = block.Node;
        for (int at = furthest - 1, step = 1; at > index; at--, step++)
        {
            int active = IndexInActive(stack[at].Node);
            if (step > 3 && active >= 0)
            {
                RemoveActive(active);
                bookmark -= active < bookmark ? 1 : 0;
                active = -1;
            }

            if (active < 0)
            {
                RemoveFromStack(at);
                continue;
            }

            OpenElement clone = stack[at] with { Node = Clone(stack[at]) };
            SetOnStack(stack[at].Node, false);
            SetOnStack(clone.Node, true);
            formatting[active] = stack[at] = clone;
            if (last == block.Node)
            {
                bookmark = active + 1;
            }

            Remove(last);
            Append(clone.Node, last);
            last = clone.Node;
        }

        Remove(last);
        (int parent, int before) = PlaceInAncestor(ancestor);
        Insert(last, parent, before);

        OpenElement copy = element with { Node = Clone(element) };
        MoveChildren(block.Node, copy.Node);
        Append(block.Node, copy.Node);

        int old = IndexInActive(element.Node);
        RemoveActive(old);
        bookmark -= old < bookmark ? 1 : 0;
        AddFormatting(copy);
        Array.Copy(formatting, bookmark, formatting, bookmark + 1, formattingCount - 1 - bookmark);
        formatting[bookmark] = copy;

        RemoveFromStack(IndexOnStack(element.Node));
        InsertOnStack(IndexOnStack(block.Node) + 1, copy);
    }

    /// <summary>Where a node belongs in an ancestor: before the table when that is one, whatever the mode is.</summary>
    private (int Parent, int Before) PlaceInAncestor(OpenElement ancestor)
    {
        bool fostering = fosterParenting;
        fosterParenting = true;
        (int Parent, int Before) place = PlaceIn(ancestor);
        fosterParenting = fostering;
        return place;
    }
}
