using Portolan.Extraction.Html;

namespace Portolan.Extraction.Rendering;

/// <summary>The lists and quotations around the block that is being written, kept from block to block.</summary>
/// <remarks>Every element is entered once and left once, so following a page takes time linear in its size.</remarks>
internal sealed class StructuralPath
{
    /// <summary>Deeper lists and quotations are written as if they were this deep, so that no line grows with the page.</summary>
    public const int MaxDepth = 12;

    private readonly List<int> ancestors = [];
    private readonly List<int> entering = [];
    private readonly List<int> tables = [];
    private readonly List<StructuralStep> steps = [];
    private readonly List<ListState> lists = [];
    private readonly char[] marks = new char[MaxDepth];
    private HtmlDocument document = new();

    /// <summary>Quotations and list items, outermost first.</summary>
    public List<StructuralStep> Steps => steps;

    /// <summary>The innermost table around the block, or 0.</summary>
    public int Table => tables.Count > 0 ? tables[^1] : 0;

    public void Begin(HtmlDocument page)
    {
        document = page;
        ancestors.Clear();
        tables.Clear();
        steps.Clear();
        lists.Clear();
        Array.Clear(marks);
    }

    /// <summary>Goes to a node later in the document.</summary>
    public void MoveTo(int node)
    {
        while (ancestors.Count > 0 && document.End(ancestors[^1]) <= node)
        {
            Leave(ancestors[^1]);
            ancestors.RemoveAt(ancestors.Count - 1);
        }

        int known = ancestors.Count > 0 ? ancestors[^1] : 0;
        entering.Clear();
        for (int parent = document.Parent(node); parent > known; parent = document.Parent(parent))
        {
            entering.Add(parent);
        }

        for (int i = entering.Count - 1; i >= 0; i--)
        {
            ancestors.Add(entering[i]);
            Enter(entering[i]);
        }
    }

    /// <summary>Notes that a block was written here: the items around it have their markers.</summary>
    public void Written()
    {
        for (int i = 0; i < MaxDepth; i++)
        {
            marks[i] = i < steps.Count ? steps[i].Mark : '\0';
            if (i < steps.Count)
            {
                steps[i] = steps[i] with { IsNew = false };
            }
        }
    }

    private void Enter(int node)
    {
        switch (document.Tag(node))
        {
            case HtmlTag.Table:
                tables.Add(node);
                break;
            case HtmlTag.Ul or HtmlTag.Menu or HtmlTag.Dir:
                lists.Add(new ListState(node, Mark('-', '*'), 0, 0));
                break;
            case HtmlTag.Ol:
                lists.Add(new ListState(node, Mark('.', ')'), StartOf(node), 0));
                break;
            case HtmlTag.BlockQuote when steps.Count < MaxDepth:
                steps.Add(new StructuralStep(node, '>', 0, true, false));
                break;
            case HtmlTag.Li when steps.Count < MaxDepth:
                ListState list = lists.Count > 0 ? lists[^1] : new ListState(0, '-', 0, 0);
                steps.Add(new StructuralStep(node, list.Mark, list.Next, true, list.Items > 0));
                if (lists.Count > 0)
                {
                    lists[^1] = list with { Next = list.Next + 1, Items = list.Items + 1 };
                }

                break;
        }
    }

    private void Leave(int node)
    {
        if (tables.Count > 0 && tables[^1] == node)
        {
            tables.RemoveAt(tables.Count - 1);
        }
        else if (lists.Count > 0 && lists[^1].Node == node)
        {
            lists.RemoveAt(lists.Count - 1);
        }
        else if (steps.Count > 0 && steps[^1].Node == node)
        {
            steps.RemoveAt(steps.Count - 1);
        }
    }

    // Two lists in a row are one to a Markdown parser unless their marks differ.
    private char Mark(char usual, char other) => steps.Count < MaxDepth && marks[steps.Count] == usual ? other : usual;

    private int StartOf(int list) =>
        int.TryParse(document.Attribute(list, "start"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int start) && start < 100_000_000 ? start : 1;

    private readonly record struct ListState(int Node, char Mark, int Next, int Items);
}
