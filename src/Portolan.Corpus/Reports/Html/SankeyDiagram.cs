using Portolan.Corpus.Stages;
using Portolan.Storage;

namespace Portolan.Corpus.Reports.Html;

/// <summary>The flow of documents or bytes through the stages, top to bottom, as inline SVG.</summary>
/// <remarks>
/// Vertical, so that it reads on a phone: what stays falls straight down on the left, what goes bends to the right, where its
/// reason and amount stand. Widths are proportional to amounts; what is not zero is at least a hair wide.
/// </remarks>
internal sealed class SankeyDiagram
{
    private const double Width = 400, Left = 4, FlowWidth = 210, LabelX = 262, BarHeight = 10, DropHeight = 38, StageGap = 30;

    private readonly IReadOnlyList<StageCounts> stages;
    private readonly Func<StageCounts, long> amountIn;
    private readonly Func<StageCounts, long> amountOut;
    private readonly Func<DropCount, long> dropped;
    private readonly bool isBytes;
    private readonly long largest;
    private readonly HtmlWriter html = new();

    private SankeyDiagram(IReadOnlyList<StageCounts> stages, bool isBytes)
    {
        this.stages = stages;
        this.isBytes = isBytes;
        amountIn = isBytes ? s => s.BytesIn : s => s.DocumentsIn;
        amountOut = isBytes ? s => s.BytesOut : s => s.DocumentsOut;
        dropped = isBytes ? d => d.Bytes : d => d.Documents;
        largest = Math.Max(1, stages.Max(amountIn));
    }

    public static string Documents(IReadOnlyList<StageCounts> stages) => new SankeyDiagram(stages, isBytes: false).Render("Documents through the stages");

    public static string Bytes(IReadOnlyList<StageCounts> stages) => new SankeyDiagram(stages, isBytes: true).Render($"{BytesOfWhat(stages)} through the stages");

    /// <summary>Of text; of pages before a stage that extracts it.</summary>
    public static string BytesOfWhat(IReadOnlyList<StageCounts> stages) => stages.Any(s => s.Stage == StageCatalogue.Extract) ? "Bytes of pages, then of text" : "Bytes of text";

    private string Render(string title)
    {
        double y = 22;
        foreach (StageCounts stage in stages)
        {
            y = Stage(stage, y, isLast: ReferenceEquals(stage, stages[^1]));
        }

        string content = html.ToString();
        var svg = new HtmlWriter();
        svg.Add($"""<svg class="sankey" viewBox="0 0 {Width} {y + 8}" role="img" aria-label="{title}"><title>{title}</title>""");
        svg.AddMarkup(content);
        svg.Add($"</svg>");
        return svg.ToString();
    }

    private double Stage(StageCounts stage, double y, bool isLast)
    {
        long entered = amountIn(stage), left = amountOut(stage);
        html.Add($"""<text class="stage" x="{Left}" y="{y - 6}">{stage.Stage}</text><text class="amount entered" x="{Left + FlowWidth}" y="{y - 6}" text-anchor="end">{Amount(entered)}</text>""");
        html.Add($"""<rect class="bar" x="{Left}" y="{y}" width="{Scale(entered)}" height="{BarHeight}" rx="1"><title>{stage.Stage}: {Amount(entered)} in</title></rect>""");
        double top = y + BarHeight;
        List<(string Reason, long Amount)> drops = Drops(stage);
        double bottom = top + Math.Max(drops.Count * DropHeight, 8) + StageGap;
        if (isLast)
        {
            return top + 4;
        }

        double x = Left + Scale(left);
        html.Add($"""<path class="kept" d="M{Left} {top}H{x}V{bottom}H{Left}Z"><title>{Amount(left)} stay</title></path>""");
        for (int i = 0; i < drops.Count; i++)
        {
            (string reason, long amount) = drops[i];
            Drop(x, top, top + 14 + i * DropHeight, reason, amount, entered);
            x += Scale(amount);
        }

        return bottom;
    }

    // A band that leaves the bar downwards at x and arrives at the label sideways, centred on y.
    private void Drop(double x, double top, double y, string reason, long amount, long entered)
    {
        double width = Scale(amount), end = LabelX - 6;
        double half = Math.Min(width, 22) / 2;
        double bend = Math.Max(x + width + 4, end - 40);
        html.Add($"""<path class="drop" d="M{x} {top}C{x} {y + half} {x} {y + half} {bend} {y + half}H{end}V{y - half}H{bend}C{x + width} {y - half} {x + width} {y - half} {x + width} {top}Z"><title>{reason}: {Amount(amount)} ({Numbers.Share(amount, entered)})</title></path>""");
        html.Add($"""<text class="reason" x="{LabelX}" y="{y - 1}">{reason}</text><text class="amount" x="{LabelX}" y="{y + 13}">{Amount(amount)} · {Numbers.Share(amount, entered)}</text>""");
    }

    private List<(string Reason, long Amount)> Drops(StageCounts stage)
    {
        List<(string, long)> drops = [.. stage.Dropped.Select(d => (d.Key, dropped(d.Value))).Where(d => d.Item2 > 0)];
        if (isBytes && stage.BytesTrimmed > 0)
        {
            drops.Add((stage.LinesRemoved > 0 ? "repeated lines" : "not main text", stage.BytesTrimmed));
        }

        return drops;
    }

    private double Scale(long amount) => amount == 0 ? 0 : Math.Max(0.75, FlowWidth * amount / largest);

    private string Amount(long amount) => isBytes ? ByteSize.Format(amount) : Numbers.Count(amount);
}
