using System.Text;
using Portolan.Corpus.Filters;
using Portolan.Corpus.Internals;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;

namespace Portolan.Corpus.Tests.Internals;

public sealed class CountingTests
{
    private static readonly RecipeStage Read = new("read", "read", new ReadOptions());

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    [InlineData(4, 9)]
    public void What_enters_a_stage_leaves_it_or_is_dropped(int seed, int filterCount)
    {
        var random = new Random(seed);
        List<string> texts = [.. Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Repeat("aä😀", random.Next(40))))];
        (string Stage, IDocumentFilter Filter)[] filters = [.. Enumerable.Range(0, filterCount).Select(i => ($"f{i}", (IDocumentFilter)new CoarseFilter(i)))];
        var sink = new ListSink();

        ShardResult result = new StagePipeline().Run(Read, new ListSource(texts), null, filters, sink, isLast: true, _ => { }, CancellationToken.None);

        result.Stages.Select(s => s.Stage).ShouldBe(["read", .. filters.Select(f => f.Stage)]);
        result.Stages[0].DocumentsIn.ShouldBe(texts.Count);
        result.Stages[0].BytesIn.ShouldBe(texts.Sum(Encoding.UTF8.GetByteCount));
        for (int i = 0; i < result.Stages.Count; i++)
        {
            StageCounts stage = result.Stages[i];
            stage.DocumentsIn.ShouldBe(stage.DocumentsOut + stage.Dropped.Values.Sum(d => d.Documents));
            stage.BytesIn.ShouldBe(stage.BytesOut + stage.BytesTrimmed + stage.Dropped.Values.Sum(d => d.Bytes));
            if (i > 0)
            {
                (stage.DocumentsIn, stage.BytesIn).ShouldBe((result.Stages[i - 1].DocumentsOut, result.Stages[i - 1].BytesOut));
            }
        }

        result.Stages[^1].DocumentsOut.ShouldBe(sink.Texts.Count);
        result.Stages[^1].BytesOut.ShouldBe(sink.Texts.Sum(Encoding.UTF8.GetByteCount));
        result.Lengths.Read.Sum().ShouldBe(texts.Count);
        result.Lengths.Written.Sum().ShouldBe(sink.Texts.Count);
        result.Samples.GroupBy(s => (s.Stage, s.Reason)).ShouldAllBe(g => g.Count() <= SampleCollector.PerReason);
        result.Samples.Select(s => (s.Stage, s.Reason)).Distinct().Count().ShouldBe(result.Stages.Sum(s => s.Dropped.Count));
    }

    [Fact]
    public void A_cancelled_pipeline_stops_between_documents()
    {
        using var source = new CancellationTokenSource();
        var sink = new ListSink();
        Should.Throw<OperationCanceledException>(() => new StagePipeline().Run(
            Read, new ListSource([.. Enumerable.Repeat("x", 1000)]), null, [], sink, isLast: false, _ => source.Cancel(), source.Token));
        sink.Texts.Count.ShouldBeInRange(1, 200);
    }

    [Fact]
    public void Samples_do_not_depend_on_the_order_of_documents()
    {
        var random = new Random(8);
        var documents = Enumerable.Range(0, 60).Select(i => (Stage: "s" + i % 2, Reason: "r" + i % 3, Url: $"http://{i / 6 % 5}/", Text: new string((char)('a' + random.Next(26)), 1 + random.Next(400)))).ToArray();
        IReadOnlyList<Sample>? first = null;
        for (int round = 0; round < 40; round++)
        {
            random.Shuffle(documents);
            var whole = new SampleCollector();
            var left = new SampleCollector();
            var right = new SampleCollector();
            foreach ((string stage, string reason, string url, string text) in documents)
            {
                var document = new Document();
                document.SetOrigin(Encoding.UTF8.GetBytes(url), default, default);
                document.SetText(Encoding.UTF8.GetBytes(text));
                whole.Add(stage, reason, document);
                (random.Next(2) == 0 ? left : right).Add(stage, reason, document);
            }

            var merged = new SampleCollector();
            foreach (Sample sample in left.Samples().Concat(right.Samples()))
            {
                merged.Add(sample);
            }

            first ??= whole.Samples();
            whole.Samples().ShouldBe(first);
            merged.Samples().ShouldBe(first);
        }

        first!.Count.ShouldBe(6 * SampleCollector.PerReason);
        first.ShouldAllBe(s => s.Excerpt.Length <= 301);
    }

    [Fact]
    public void An_excerpt_is_cut_between_characters()
    {
        Excerpt.Of("a😀b"u8, 2).ShouldBe("a😀…");
        Excerpt.Of("a😀b"u8, 3).ShouldBe("a😀b");
        Excerpt.Of(""u8, 3).ShouldBe("");
    }

    [Fact]
    public void Counts_of_removed_lines_never_exceed_the_truth_and_heavy_lines_are_found()
    {
        var random = new Random(6);
        var counter = new RemovedLineCounter();
        var truth = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < 120_000; i++)
        {
            string line = random.Next(3) > 0 ? $"heavy {random.Next(10)}" : $"rare {random.Next(30_000)}";
            truth[line] = truth.GetValueOrDefault(line) + 1;
            counter.Add(Encoding.UTF8.GetBytes(line));
        }

        counter.Add(default);
        IReadOnlyList<RemovedLine> top = counter.Top();

        top.Count.ShouldBe(RemovedLineCounter.ReportedLines);
        top.ShouldAllBe(l => l.Count <= truth[l.Text] && l.Count > 1);
        top.Select(l => l.Count).ShouldBeInOrder(SortDirection.Descending);
        top.Take(8).ShouldAllBe(l => l.Text.StartsWith("heavy", StringComparison.Ordinal) && l.Count > 0.9 * truth[l.Text]);
        RemovedLineCounter.Top([.. top, .. top])[0].ShouldBe(new RemovedLine(top[0].Text, 2 * top[0].Count));
    }

    [Fact]
    public void A_bin_of_lengths_begins_at_a_power_of_two()
    {
        LengthHistogram.BinOf(0).ShouldBe(0);
        for (int bin = 1; bin < LengthHistogram.BinCount; bin++)
        {
            int low = (int)(1L << (bin - 1)), high = (int)((1L << bin) - 1);
            LengthHistogram.BinOf(low).ShouldBe(bin);
            LengthHistogram.BinOf(high).ShouldBe(bin);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => LengthHistogram.BinOf(-1));
        var sum = new LengthHistogram { Read = [.. Enumerable.Range(0, 32).Select(i => (long)i)] };
        sum.Add(sum);
        sum.Read.ShouldBe(Enumerable.Range(0, 32).Select(i => 2L * i));
    }

    [Fact]
    public void Counts_of_shards_add_up()
    {
        var a = new StageCounts { Stage = "s", DocumentsIn = 5, DocumentsOut = 3, BytesIn = 50, BytesOut = 20, BytesTrimmed = 10, LinesRemoved = 4, Seconds = 1.5 };
        a.Drop("x", 15);
        a.Drop("x", 5);
        var b = new StageCounts { Stage = "s", DocumentsIn = 1, BytesIn = 7 };
        b.Drop("y", 7);
        a.Add(b);
        (a.DocumentsIn, a.DocumentsOut, a.BytesIn, a.BytesOut, a.BytesTrimmed, a.LinesRemoved, a.Seconds).ShouldBe((6, 3, 57, 20, 10, 4, 1.5));
        a.Dropped.ShouldBe([new("x", new DropCount(2, 20)), new("y", new DropCount(1, 7))]);
    }

    /// <summary>Drops by length modulo something, and shortens what it keeps.</summary>
    private sealed class CoarseFilter(int number) : IDocumentFilter
    {
        public FilterVerdict Apply(Document document)
        {
            int remainder = (document.Length + number) % 7;
            if (remainder < 2)
            {
                return FilterVerdict.Drop(remainder == 0 ? "nought" : "one");
            }

            if (document.Length > 3 && remainder == 5)
            {
                document.SetText(document.Text[..(document.Text.LastIndexOf("a"u8) + 1)]);
            }

            return FilterVerdict.Keep;
        }
    }

    private sealed class ListSource(IReadOnlyList<string> texts) : IDocumentSource
    {
        private int next;

        public long BytesRead => next;

        public IReadOnlyList<Rejection> Rejected => [];

        public bool MoveNext(Document document)
        {
            if (next == texts.Count)
            {
                return false;
            }

            document.Clear();
            document.SetOrigin(Encoding.UTF8.GetBytes($"http://a/{next}"), default, default);
            document.SetText(Encoding.UTF8.GetBytes(texts[next++]));
            return true;
        }

        public InputSummary? Summarise() => null;

        public void Dispose()
        {
        }
    }

    private sealed class ListSink : IDocumentSink
    {
        public List<string> Texts { get; } = [];

        public void Write(Document document) => Texts.Add(Encoding.UTF8.GetString(document.Text));

        public ShardResult Complete(ShardResult result) => result;

        public void Dispose()
        {
        }
    }
}
