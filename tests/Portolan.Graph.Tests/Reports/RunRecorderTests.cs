using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;
using Portolan.Graph.Drawing;
using Portolan.Graph.Reports;
using Portolan.Graph.Tests.Drawing;
using Portolan.Testing;

namespace Portolan.Graph.Tests.Reports;

public sealed class RunRecorderTests
{
    [Fact]
    public void A_small_run_is_told_in_full()
    {
        RunReport report = SampleRuns.Small();
        string json = report.ToJson();
        Golden.Equal("report/small.json", WithoutDate(json));
        using JsonDocument document = JsonDocument.Parse(json);
        document.RootElement.GetProperty("format").GetString().ShouldBe("portolan-run-report");

        report.Nodes.ShouldBe(new RunNodeCounts(6, 5, 4, 1, 2, 1, 1, 1, 1, 1));
        report.Timeline.Select(item => (item.Kind, item.Start, item.Seconds, item.Result)).ShouldBe(
        [
            ("node", 0, 0.12, "completed"), ("batch", 0.12, 0.3, "failed"), ("node", 0.52, 0.45, "failed"), ("wait", 0.52, 0.25, "429 with Retry-After"),
        ]);
        OperationReport complete = report.Operations.Single(operation => operation.Operation == "chat/complete");
        (complete.Executed, complete.FromStore, complete.Failed, complete.Retries).ShouldBe((1, 1, 1, 1));
        complete.BusySeconds.ShouldBe(0.75);
        complete.Batches!.Triggers.ShouldBe(new Dictionary<string, long> { ["complete"] = 1 });
        report.Meters["tokens_in"].ShouldBe(902);
        report.Resources.Select(resource => resource.Resource).ShouldBe(["openai/gpt-4o-mini", "disk"]);
        report.Resources[0].Meters["tokens_out"].ShouldBe(253);
    }

    [Fact]
    public void The_page_is_well_formed_and_the_one_that_was_looked_at()
    {
        string page = HtmlRunReport.Render(SampleRuns.Small(), new GraphSheet([GraphDrawing.Of(SamplePlans.Diamond())]));
        Golden.Equal("report/small.html", WithoutDate(page));
        WellFormed(page);
        page.ShouldContain("&lt;second&gt; &amp; &quot;best&quot;");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("src=");
        page.ShouldNotContain("href=");
    }

    [Fact]
    public void A_large_run_keeps_the_longest_items_and_counts_all()
    {
        RunReport report = SampleRuns.Large(50_000);
        report.Timeline.Count.ShouldBe(1000);
        report.Nodes.Batches.ShouldBe(1563);
        (report.Timeline.Count + report.TimelineLeftOut).ShouldBe(50_000 + 1563 + report.Waits.Sum(wait => wait.Count));
        OperationReport complete = report.Operations.Single(operation => operation.Operation == "chat/complete");
        complete.Batches!.Items.ShouldBe(50_000);
        (complete.Executed + complete.Failed).ShouldBe(50_000);
        complete.Batches.Sizes.ShouldBe([new BatchSizeCount(16, 16, 1), new BatchSizeCount(32, 32, 1562)]);

        // The curves hold the same seconds as the sums.
        ResourceReport model = report.Resources.Single(resource => resource.Resource == "openai/gpt-4o-mini");
        double area = model.Busy.Take(model.Busy.Count - 1).Sum() * report.BinSeconds;
        area.ShouldBeInRange(model.BusySeconds * 0.98, model.BusySeconds);
        model.Busy.Max().ShouldBeLessThanOrEqualTo(4.001);
        model.Failures.Sum().ShouldBe(report.Nodes.Failed);
        report.Failures.Count.ShouldBe((int)Math.Min(200, report.Nodes.Failed));
        string page = HtmlRunReport.Render(report);
        WellFormed(page);
        page.Length.ShouldBeLessThan(300_000);
    }

    [Fact]
    public async Task Watching_passes_every_event_on_in_order()
    {
        var graph = new TaskGraph();
        Node<int>[] numbers = [.. Enumerable.Range(0, 20).Select(i => graph.Call(new Number(), i))];
        GraphRun run = new GraphRunner().Start(graph, numbers);
        var recorder = new RunRecorder();
        var events = new List<GraphEvent>();
        await foreach (GraphEvent happened in recorder.Watch(run.Events))
        {
            events.Add(happened);
        }

        events[0].ShouldBeOfType<RunStarted>();
        events[^1].ShouldBeOfType<RunCompleted>();
        events.Count.ShouldBe(42);
        RunReport report = recorder.ToReport();
        (report.Outcome, report.Nodes.Executed, report.Timeline.Count).ShouldBe(("succeeded", 20, 20));
        WellFormed(HtmlRunReport.Render(report));
    }

    [Fact]
    public void A_run_that_was_not_seen_to_end_is_unfinished_and_an_empty_one_can_be_shown()
    {
        RunReport report = new RunRecorder().ToReport();
        (report.Outcome, report.Nodes.Executed).ShouldBe(("unfinished", 0));
        WellFormed(HtmlRunReport.Render(report));
    }

    [Fact]
    public void Memory_does_not_grow_with_nodes()
    {
        var recorder = new RunRecorder();
        var graph = new TaskGraph();
        Node<int>[] nodes = [.. Enumerable.Range(0, 1000).Select(i => graph.Call(new Number(), i))];

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Round(List<WeakReference> passed)
        {
            foreach (Node<int> node in nodes)
            {
                var waited = new NodeWaited(node, $"wait {node.Index}", TimeSpan.FromMilliseconds(1));
                var failed = new NodeFailed(new NodeFailure(node, 1, new FormatException($"message {node.Index}")));
                recorder.Add(new NodeStarted(node, 1));
                recorder.Add(waited);
                recorder.Add(failed);
                passed.Add(new WeakReference(waited.Reason));
                passed.Add(new WeakReference(failed.Failure.Exception));
            }
        }

        // What is still alive is counted, rather than the heap measured, which other tests use as well.
        List<WeakReference> passed = [];
        for (int i = 0; i < 22; i++)
        {
            Round(passed);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        passed.Count.ShouldBe(44_000);
        passed.Count(item => item.IsAlive).ShouldBeLessThan(2000);
        RunReport report = recorder.ToReport();
        report.Waits.Count.ShouldBe(201);
        report.Waits.ShouldContain(wait => wait.Reason == "(other reasons)");
        report.Waits.Sum(wait => wait.Count).ShouldBe(22_000);
        GC.KeepAlive(recorder);
    }

    [Theory]
    [InlineData(0.3, 4)]
    [InlineData(7, 8)]
    [InlineData(4000, 5)]
    [InlineData(1e6, 6)]
    public void Curves_keep_their_area_when_bins_grow(double seconds, int spans)
    {
        var bins = new TimelineBins();
        TimelineCurve curve = bins.NewCurve();
        for (int i = 0; i < spans; i++)
        {
            curve.AddSpan(seconds * i / spans, seconds / spans);
        }

        double[] sums = curve.Sums(bins.CountFor(seconds));
        sums.Sum().ShouldBe(seconds, seconds * 1e-9);
        sums.Length.ShouldBeLessThanOrEqualTo(TimelineBins.Most);
        curve.Means(sums.Length, seconds).ShouldAllBe(mean => Math.Abs(mean - 1) < 0.001);
    }

    [Fact]
    public void Quantiles_are_within_nine_percent()
    {
        var bins = new DurationBins();
        for (int i = 1; i <= 1000; i++)
        {
            bins.Add(i * 0.001);
        }

        DurationSummary summary = bins.ToSummary();
        summary.Mean.ShouldBe(0.5005, 1e-6);
        summary.Median.ShouldBe(0.5, 0.5 * 0.091);
        summary.Percentile95.ShouldBe(0.95, 0.95 * 0.091);
        summary.Longest.ShouldBe(1);
    }

    internal static void WellFormed(string page)
    {
        // HTML that is XML but for its void elements and first line.
        string xml = page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)
            .Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
            .Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "", StringComparison.Ordinal);
        XDocument.Parse(xml.TrimStart()).Descendants("section").Select(section => (string?)section.Attribute("id")).ShouldBeUnique();
    }

    private static string WithoutDate(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-11-22T12:00:00Z");
}
