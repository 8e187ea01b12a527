namespace Portolan.Graph.Reports.Html;

/// <summary>Swim lanes by resource: a bar for each node, batch and wait, or a curve where there are too many of them.</summary>
internal sealed class TimelineChart(RunReport report)
{
    private const double Width = 1040, Left = 8, Right = 1032, BarHeight = 13, RowHeight = 16, CurveHeight = 90, LaneHead = 22, LaneGap = 12;

    // More rows than this are told apart by nobody.
    private const int MostRows = 24;

    // What is shorter on paper would not be seen.
    private const double LeastBar = 1.5;

    // Bars that are wider have room for a name.
    private const double NamedBar = 60;

    private readonly HtmlWriter html = new();
    private readonly double seconds = Math.Max(report.Seconds, report.Timeline.Select(item => item.Start + item.Seconds).DefaultIfEmpty(0.001).Max());

    public string Render()
    {
        double y = 24;
        foreach (ResourceReport resource in report.Resources.Where(resource => resource.BusySeconds > 0 || resource.WaitSeconds > 0))
        {
            y = Lane(resource, y);
        }

        string lanes = html.ToString();
        var svg = new HtmlWriter();
        svg.Add($"""<svg class="time" viewBox="0 0 {Width} {y}" role="img" aria-label="Timeline by resource"><title>Timeline by resource</title>""");
        foreach (double tick in TimeAxis.Ticks(seconds))
        {
            svg.Add($"""<path class="grid" d="M{X(tick)} 18V{y - LaneGap}"/><text class="tick" x="{X(tick)}" y="12" text-anchor="{(tick == 0 ? "start" : "middle")}">{TimeAxis.Text(tick)}</text>""");
        }

        svg.AddMarkup(lanes);
        svg.Add($"</svg>");
        return svg.ToString();
    }

    private double X(double second) => Left + ((Right - Left) * Math.Clamp(second / seconds, 0, 1));

    private double Lane(ResourceReport resource, double y)
    {
        html.Add($"""<text class="lane" x="{Left}" y="{y + 14}">{resource.Resource}</text>""");
        TimelineItem[] items = [.. report.Timeline.Where(item => item.Resource == resource.Resource)];
        int[]? rows = report.TimelineLeftOut == 0 ? Rows([.. items.Where(item => item.Kind != "wait")]) : null;
        y += LaneHead;
        return rows is null ? Curve(resource, y) : Bars(items, rows, y);
    }

    /// <summary>For each item the first row that is free at its start; null when there would be too many rows.</summary>
    private int[]? Rows(TimelineItem[] items)
    {
        var ends = new List<double>();
        int[] rows = new int[items.Length];

        // What follows at once, to a clock's precision and a hair of paper, may stand in the same row.
        double hair = seconds * 0.0005;
        for (int i = 0; i < items.Length; i++)
        {
            int row = ends.FindIndex(end => end <= items[i].Start + hair);
            if (row < 0)
            {
                row = ends.Count;
                ends.Add(0);
            }

            ends[row] = items[i].Start + items[i].Seconds;
            rows[i] = row;
        }

        return ends.Count <= MostRows ? rows : null;
    }

    private double Bars(TimelineItem[] items, int[] rows, double y)
    {
        int next = 0;
        var waits = new List<TimelineItem>();
        foreach (TimelineItem item in items)
        {
            if (item.Kind == "wait")
            {
                waits.Add(item);
                continue;
            }

            double top = y + (rows[next++] * RowHeight), x = X(item.Start), width = Math.Max(LeastBar, X(item.Start + item.Seconds) - x);
            string kind = item.Result == "completed" && item.Kind == "batch" ? "batch" : item.Result;
            string name = item.Kind == "batch" ? $"{item.Operation}, {item.Label} of {Numbers.Count(item.Items)}, {item.Trigger}" : item.Label;
            html.Add($"""<rect class="bar {kind}" x="{x}" y="{top}" width="{width}" height="{BarHeight}" rx="1.5"><title>{name}: {Numbers.Seconds(item.Seconds)} from {Numbers.Seconds(item.Start)}, {item.Result}</title></rect>""");
            html.Add($"\n");
            if (width > NamedBar)
            {
                string text = item.Kind == "batch" ? $"{Numbers.Count(item.Items)} × {item.Operation}" : item.Label;
                html.Add($"""<text class="name" x="{x + 4}" y="{top + 10.5}">{Drawing.Writers.TextSize.Fit(text, (width - 8) / 12)}</text>""");
            }
        }

        // Waits lie along the bottom of the lane: several calls of a batch may wait at the same time.
        double bottom = y + (Math.Max(1, rows.Length == 0 ? 0 : rows.Max() + 1) * RowHeight);
        foreach (TimelineItem wait in waits)
        {
            double x = X(wait.Start);
            html.Add($"""<rect class="wait" x="{x}" y="{bottom}" width="{Math.Max(LeastBar, X(wait.Start + wait.Seconds) - x)}" height="5" opacity=".7"><title>{wait.Label} waits {Numbers.Seconds(wait.Seconds)}: {wait.Result}</title></rect>""");
        }

        return bottom + (waits.Count > 0 ? 6 : 0) + LaneGap;
    }

    private double Curve(ResourceReport resource, double y)
    {
        double most = Math.Max(1e-9, resource.Busy.Concat(resource.Waiting).Max()), bottom = y + CurveHeight;
        html.Add($"""<text class="tick" x="{Right}" y="{y - 6}" text-anchor="end">at most {Numbers.Amount(Math.Round(most, most < 1 ? 3 : 1))} at once</text>""");
        Area(resource.Busy, "busy", most, bottom);
        Area(resource.Waiting, "wait", most, bottom);
        html.Add($"""<path class="base" d="M{Left} {bottom}H{Right}"/>""");
        for (int bin = 0; bin < resource.Busy.Count; bin++)
        {
            double x = X(bin * report.BinSeconds), width = Math.Max(LeastBar, X((bin + 1) * report.BinSeconds) - x);
            Tick(resource.Retries[bin], "retried", "to be repeated", x, width, bottom + 3);
            Tick(resource.Failures[bin], "failed", "failed", x, width, bottom + 9);
            html.Add($"""<rect fill="transparent" x="{x}" y="{y}" width="{width}" height="{CurveHeight}"><title>{Numbers.Seconds(bin * report.BinSeconds)}: {Numbers.Amount(Math.Round(resource.Busy[bin], 1))} at once{(resource.Waiting[bin] > 0 ? $", {Numbers.Amount(Math.Round(resource.Waiting[bin], 1))} waiting" : "")}</title></rect>""");
        }

        return bottom + (resource.Retries.Concat(resource.Failures).Any(count => count > 0) ? 16 : 4) + LaneGap;
    }

    private void Tick(double count, string kind, string what, double x, double width, double y)
    {
        if (count > 0)
        {
            html.Add($"""<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="5"><title>{Numbers.Amount(count)} {what}</title></rect>""");
        }
    }

    private void Area(IReadOnlyList<double> curve, string kind, double most, double bottom)
    {
        html.Add($"""<path class="{kind}" d="M{Left} {bottom}""");
        for (int bin = 0; bin < curve.Count; bin++)
        {
            html.Add($"V{bottom - ((CurveHeight - 4) * curve[bin] / most)}H{X((bin + 1) * report.BinSeconds)}");
        }

        html.Add($"V{bottom}Z");
        html.AddMarkup("\"/>\n");
    }
}
