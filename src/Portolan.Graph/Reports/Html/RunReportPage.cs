using Portolan.Graph.Drawing;

namespace Portolan.Graph.Reports.Html;

/// <summary>Writes one report as a page.</summary>
internal sealed class RunReportPage(RunReport report, GraphSheet? drawing)
{
    // What a person reads through; the JSON has the rest.
    private const int ShownRows = 25;

    private readonly HtmlWriter html = new();

    public string Render()
    {
        html.Add($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Run report: {report.Title}</title>
            <style>

            """);
        html.AddMarkup(RunReportStyle.Css);
        html.Add($"\n</style>\n</head>\n<body>\n<main>\n");
        Head();
        Timeline();
        Operations();
        Meters();
        Batches();
        Waits();
        Reasons("retries", "Tries that were repeated", "Faults that the operation called transient; the node was tried again after a wait.", report.Retries);
        Failures();
        Reasons("rejected", "Stored results that could not be used", "Their nodes ran again.", report.RejectedResults);
        Longest();
        Plan();
        html.Add($"<p class=\"note\">The same numbers are in the JSON beside this page.</p>\n</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private void Head()
    {
        RunNodeCounts nodes = report.Nodes;
        html.Add($"<header>\n<h1>{Heading()}</h1>\n<p class=\"soft\"><b>{report.Title}</b> · {report.StartedUtc} · {nodes.InGraph} nodes in the graph, {nodes.InPlan} in the plan, {nodes.ToRun} to run</p>\n</header>\n<div class=\"figures\">\n");
        Figure(Numbers.Count(nodes.Executed), nodes.Executed == 1 ? "node ran" : "nodes ran");
        Figure(Numbers.Count(nodes.FromStore), "stored results used");
        if (nodes.Failed > 0)
        {
            Figure(Numbers.Count(nodes.Failed), "failed", isBad: true);
        }

        if (nodes.NotRun > 0)
        {
            Figure(Numbers.Count(nodes.NotRun), nodes.Skipped > 0 ? $"not run, {Numbers.Count(nodes.Skipped)} of them for want of a failed one" : "not run");
        }

        if (nodes.Retries > 0)
        {
            Figure(Numbers.Count(nodes.Retries), nodes.Retries == 1 ? "try repeated" : "tries repeated");
        }

        if (nodes.Batches > 0)
        {
            double items = report.Operations.Sum(operation => operation.Batches?.Items ?? 0);
            Figure(Numbers.Count(nodes.Batches), $"{(nodes.Batches == 1 ? "batch" : "batches")}, {Numbers.Amount(Math.Round(items / nodes.Batches, 1))} calls each on average");
        }

        double waited = report.Waits.Sum(wait => wait.Seconds);
        if (waited > 0)
        {
            Figure(Numbers.Seconds(waited), "waited, summed over calls");
        }

        foreach ((string meter, double amount) in report.Meters)
        {
            Figure(MeterAmount(meter, amount), meter.Replace('_', ' '));
        }

        html.Add($"</div>\n");
    }

    private string Heading()
    {
        string nodes = $"{Numbers.Count(report.Nodes.Executed)} {(report.Nodes.Executed == 1 ? "node" : "nodes")} in {Numbers.Seconds(report.Seconds)}";
        return report.Outcome switch
        {
            "succeeded" => nodes,
            "failed" => $"{nodes}; {Numbers.Count(report.Nodes.Failed)} failed",
            "cancelled" => $"{nodes}, then cancelled",
            "stopped" => $"{nodes}, then stopped by an operation",
            _ => $"{nodes}, not finished",
        };
    }

    private void Figure(string value, string caption, bool isBad = false) =>
        html.Add($"<div class=\"card figure\"><b class=\"{(isBad ? "bad" : "value")}\">{value}</b><span class=\"soft\">{caption}</span></div>\n");

    private void Timeline()
    {
        if (report.Resources.All(resource => resource.BusySeconds == 0))
        {
            return;
        }

        html.Add($"<section id=\"timeline\">\n<h2>Timeline</h2>\n<p class=\"soft\"><span class=\"key\" style=\"background:var(--run)\"></span>node <span class=\"key\" style=\"background:var(--batch)\"></span>batch <span class=\"key\" style=\"background:var(--wait)\"></span>waits <span class=\"key\" style=\"background:var(--retry)\"></span>to be repeated <span class=\"key\" style=\"background:var(--fail)\"></span>failed</p>\n<div class=\"card scroll\">");
        html.AddMarkup(new TimelineChart(report).Render());
        html.Add($"</div>\n");
        if (report.TimelineLeftOut > 0)
        {
            html.Add($"<p class=\"note\">Too many to draw each: a curve shows how many ran at once, on average over {Numbers.Seconds(report.BinSeconds)}.</p>\n");
        }

        html.Add($"</section>\n");
    }

    private void Operations()
    {
        if (report.Operations.Count == 0)
        {
            return;
        }

        html.Add($"<section id=\"operations\">\n<h2>Operations</h2>\n<div class=\"card scroll\"><table>\n<thead><tr><th>Operation</th><th>Resource</th><th>Ran</th><th>Stored</th><th>Failed</th><th>Repeated</th><th>Mean</th><th>Median</th><th>95 %</th><th>Longest</th><th>Busy</th><th>Waited</th></tr></thead>\n<tbody>\n");
        foreach (OperationReport operation in report.Operations)
        {
            DurationSummary times = operation.Durations;
            html.Add($"<tr><td>{operation.Operation}</td><td>{operation.Resource}</td><td>{operation.Executed}</td><td>{operation.FromStore}</td><td>{operation.Failed}</td><td>{operation.Retries}</td>");
            html.Add($"<td>{Numbers.Seconds(times.Mean)}</td><td>{Numbers.Seconds(times.Median)}</td><td>{Numbers.Seconds(times.Percentile95)}</td><td>{Numbers.Seconds(times.Longest)}</td><td>{Numbers.Seconds(operation.BusySeconds)}</td><td>{Numbers.Seconds(operation.WaitSeconds)}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n<p class=\"note\">Busy is summed over tries; a batch counts once. A node in a batch takes as long as its batch.</p>\n</section>\n");
    }

    private void Meters()
    {
        if (report.Meters.Count == 0)
        {
            return;
        }

        string[] meters = [.. report.Meters.Keys];
        html.Add($"<section id=\"meters\">\n<h2>What it used</h2>\n<div class=\"card scroll\"><table>\n<thead><tr><th>Operation</th><th>Resource</th>");
        Row(meters, meter => meter.Replace('_', ' '), "th");
        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (OperationReport operation in report.Operations.Where(operation => operation.Meters.Count > 0))
        {
            html.Add($"<tr><td>{operation.Operation}</td><td>{operation.Resource}</td>");
            Row(meters, meter => operation.Meters.TryGetValue(meter, out double amount) ? MeterAmount(meter, amount) : "–");
            html.Add($"</tr>\n");
        }

        ResourceReport[] metered = [.. report.Resources.Where(resource => resource.Meters.Count > 0)];
        if (metered.Length > 1)
        {
            foreach (ResourceReport resource in metered)
            {
                html.Add($"<tr><td>all of</td><td>{resource.Resource}</td>");
                Row(meters, meter => resource.Meters.TryGetValue(meter, out double amount) ? MeterAmount(meter, amount) : "–");
                html.Add($"</tr>\n");
            }
        }

        html.Add($"<tr class=\"sum\"><td>total</td><td></td>");
        Row(meters, meter => MeterAmount(meter, report.Meters[meter]));
        html.Add($"</tr>\n</tbody>\n</table></div>\n</section>\n");
    }

    private void Row(string[] meters, Func<string, string> text, string cell = "td")
    {
        foreach (string meter in meters)
        {
            html.AddMarkup($"<{cell}>");
            html.Add($"{text(meter)}");
            html.AddMarkup($"</{cell}>");
        }
    }

    // The meter named cost counts US dollars, see the contract of the backends.
    private static string MeterAmount(string meter, double amount) =>
        meter == "cost" ? "$ " + Numbers.Money(amount) : Numbers.Amount(amount);

    private void Batches()
    {
        OperationReport[] batched = [.. report.Operations.Where(operation => operation.Batches is not null)];
        if (batched.Length == 0)
        {
            return;
        }

        html.Add($"<section id=\"batches\">\n<h2>Batches</h2>\n<div class=\"grid two\">\n");
        foreach (OperationReport operation in batched)
        {
            BatchReport batches = operation.Batches!;
            html.Add($"<div class=\"card\"><h3>{operation.Operation} <span class=\"soft\">{operation.Resource}</span></h3>\n<p class=\"soft\">{batches.Count} {(batches.Count == 1 ? "batch" : "batches")} of {(batches.Smallest == batches.Largest ? "" : $"{Numbers.Count(batches.Smallest)} to ")}{batches.Largest} calls, {batches.Items} in all");
            html.Add($"{(batches.FailedItems > 0 ? $", {Numbers.Count(batches.FailedItems)} came back failed" : "")}; {Numbers.Seconds(batches.Durations.Mean)} each on average, {Numbers.Seconds(batches.Durations.Longest)} at most</p>\n");
            html.AddMarkup(BatchSizeChart.Render(batches));
            html.Add($"<p>Sent because: ");
            string separator = "";
            foreach ((string trigger, long count) in batches.Triggers.OrderByDescending(pair => pair.Value))
            {
                html.Add($"{separator}{TriggerText(trigger)} ({count})");
                separator = "; ";
            }

            html.Add($"</p>\n</div>\n");
        }

        html.Add($"</div>\n</section>\n");
    }

    private static string TriggerText(string trigger) => trigger switch
    {
        "full" => "it was full",
        "complete" => "all that was planned for it was there",
        "idle" => "nothing else could have joined it",
        "linger" => "a call had waited long enough",
        "divided" => "it is a part of one that failed",
        _ => trigger,
    };

    private void Waits()
    {
        if (report.Waits.Count == 0)
        {
            return;
        }

        html.Add($"<section id=\"waits\">\n<h2>Waits</h2>\n<div class=\"card scroll\"><table>\n<thead><tr><th>Operation</th><th>Resource</th><th class=\"text\">Why</th><th>Times</th><th>Sum</th><th>Longest</th></tr></thead>\n<tbody>\n");
        foreach (WaitReport wait in report.Waits.Take(ShownRows))
        {
            html.Add($"<tr><td>{wait.Operation}</td><td>{wait.Resource}</td><td class=\"text\">{wait.Reason}</td><td>{wait.Count}</td><td>{Numbers.Seconds(wait.Seconds)}</td><td>{Numbers.Seconds(wait.LongestSeconds)}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n");
        Rest(report.Waits.Count);
        html.Add($"</section>\n");
    }

    private void Reasons(string id, string title, string explanation, IReadOnlyList<ReasonCount> reasons)
    {
        if (reasons.Count == 0)
        {
            return;
        }

        html.Add($"<section id=\"{id}\">\n<h2>{title}</h2>\n<p class=\"soft\">{explanation}</p>\n");
        ReasonTable(reasons);
        html.Add($"</section>\n");
    }

    private void ReasonTable(IReadOnlyList<ReasonCount> reasons)
    {
        html.Add($"<div class=\"card scroll\"><table>\n<thead><tr><th>Operation</th><th class=\"text\">Why</th><th>Times</th></tr></thead>\n<tbody>\n");
        foreach (ReasonCount reason in reasons.Take(ShownRows))
        {
            html.Add($"<tr><td>{reason.Operation}</td><td class=\"text\">{reason.Reason}</td><td>{reason.Count}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></div>\n");
        Rest(reasons.Count);
    }

    private void Failures()
    {
        if (report.FailureReasons.Count == 0)
        {
            return;
        }

        html.Add($"<section id=\"failures\">\n<h2>Failures</h2>\n");
        ReasonTable(report.FailureReasons);
        html.Add($"<details class=\"card scroll\"><summary>{(report.Failures.Count < report.Nodes.Failed ? "the first " : "")}{report.Failures.Count} {(report.Failures.Count == 1 ? "node" : "nodes")} that failed</summary><table>\n<thead><tr><th>Node</th><th>Key</th><th>Tries</th><th class=\"text\">Message</th></tr></thead>\n<tbody>\n");
        foreach (FailureReport failure in report.Failures)
        {
            html.Add($"<tr><td class=\"text\">{failure.Label}</td><td>{failure.Key[..Math.Min(12, failure.Key.Length)]}</td><td>{failure.Attempts}</td><td class=\"text\">{failure.Message}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></details>\n</section>\n");
    }

    private void Longest()
    {
        TimelineItem[] longest = [.. report.Timeline.Where(item => item.Kind != "wait").OrderByDescending(item => item.Seconds).Take(ShownRows)];
        if (longest.Length < 2)
        {
            return;
        }

        html.Add($"<section id=\"longest\">\n<h2>What took longest</h2>\n<details class=\"card scroll\"><summary>{longest.Length} nodes and batches</summary><table>\n<thead><tr><th>What</th><th>Operation</th><th>Resource</th><th>Start</th><th>Took</th><th>End</th></tr></thead>\n<tbody>\n");
        foreach (TimelineItem item in longest)
        {
            string label = item.Kind == "batch" ? $"{item.Label} of {Numbers.Count(item.Items)}" : item.Label;
            html.Add($"<tr><td class=\"text\">{label}</td><td>{item.Operation}</td><td>{item.Resource}</td><td>{Numbers.Seconds(item.Start)}</td><td>{Numbers.Seconds(item.Seconds)}</td><td>{item.Result}</td></tr>\n");
        }

        html.Add($"</tbody>\n</table></details>\n</section>\n");
    }

    private void Plan()
    {
        if (drawing is null)
        {
            return;
        }

        html.Add($"<section id=\"plan\">\n<h2>The plan</h2>\n<div class=\"card scroll\">");
        html.AddMarkup(drawing.ToSvg());
        html.Add($"</div>\n</section>\n");
    }

    private void Rest(int count)
    {
        if (count > ShownRows)
        {
            html.Add($"<p class=\"note\">{count - ShownRows} more are in the JSON.</p>\n");
        }
    }
}
