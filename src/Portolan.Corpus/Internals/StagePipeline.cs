using System.Diagnostics;
using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Filters;
using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;

namespace Portolan.Corpus.Internals;

/// <summary>Drives one shard's documents from a source through filters to a sink, and counts what happens.</summary>
internal sealed class StagePipeline
{
    private readonly List<StageCounts> stages = [];
    private readonly SampleCollector samples = new();
    private readonly BucketSampleCollector bucketSamples = new();
    private readonly RemovedLineCounter removedLines = new();
    private readonly LengthHistogram lengths = new();
    private bool[] keep = new bool[1 << 10];
    private bool isUrlDedup;

    /// <summary>Reads every document of the source, passes it on, and gives the counts.</summary>
    /// <param name="first">The stage that the source is: <c>read</c>, the deduplication whose verdicts apply, or the scoring whose documents come back for their buckets.</param>
    /// <param name="source">The documents.</param>
    /// <param name="verdicts">Which lines stay, when the source is a shard after deduplication; else null.</param>
    /// <param name="filters">Stage names and filters, in order.</param>
    /// <param name="sink">Where survivors go.</param>
    /// <param name="isLast">Whether the sink is the output, whose document lengths are counted.</param>
    /// <param name="progress">Called now and then with the bytes read.</param>
    /// <param name="cancellationToken">Ends the work between two documents.</param>
    public ShardResult Run(
        RecipeStage first,
        IDocumentSource source,
        LineVerdicts? verdicts,
        IReadOnlyList<(string Stage, IDocumentFilter Filter)> filters,
        IDocumentSink sink,
        bool isLast,
        Action<long> progress,
        CancellationToken cancellationToken)
    {
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        StageCounts entry = Stage(first.Name);

        // Documents that come back were counted when they were scored.
        bool comesBack = first.Options is PerplexityFilterOptions;
        isUrlDedup = first.Options is UrlDedupOptions;
        StageCounts[] counts = [.. filters.Select(f => Stage(f.Stage))];
        var document = new Document();
        long documents = 0;
        double sinkSeconds = 0;
        long mark = Stopwatch.GetTimestamp();
        while (source.MoveNext(document))
        {
            if ((++documents & 63) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress(source.BytesRead);
            }

            bool survives = comesBack || Enter(entry, document, source.DropReason, verdicts);
            mark = Charge(entry, mark);
            for (int i = 0; survives && i < counts.Length; i++)
            {
                survives = Apply(counts[i], filters[i].Filter, document);
                mark = Charge(counts[i], mark);
            }

            if (survives)
            {
                if (isLast)
                {
                    lengths.Written[LengthHistogram.BinOf(document.Length)]++;
                    bucketSamples.Add(document);
                }

                sink.Write(document);
                long written = Stopwatch.GetTimestamp();
                sinkSeconds += Stopwatch.GetElapsedTime(mark, written).TotalSeconds;
                mark = written;
            }
        }

        Charge(entry, mark);
        var result = new ShardResult
        {
            Input = source.Summarise(),
            Stages = stages,
            Samples = samples.Samples(),
            BucketSamples = bucketSamples.Samples(),
            RemovedLines = removedLines.Top(),
            Rejected = source.Rejected,
            Lengths = lengths,
            SinkSeconds = sinkSeconds,
            AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore,
        };
        return sink.Complete(result);
    }

    private StageCounts Stage(string name)
    {
        var counts = new StageCounts { Stage = name };
        stages.Add(counts);
        return counts;
    }

    private static long Charge(StageCounts counts, long since)
    {
        long now = Stopwatch.GetTimestamp();
        counts.Seconds += Stopwatch.GetElapsedTime(since, now).TotalSeconds;
        return now;
    }

    private bool Enter(StageCounts counts, Document document, string? dropReason, LineVerdicts? verdicts)
    {
        long bytes = document.FlowBytes;
        counts.DocumentsIn++;
        counts.BytesIn += bytes;
        if (dropReason is not null)
        {
            samples.Add(counts.Stage, dropReason, document);
            counts.Drop(dropReason, bytes);
            return false;
        }

        if (verdicts is null)
        {
            CountReadLength(document);
        }
        else if (isUrlDedup ? !IsFirstOfUrl(counts, document, verdicts) : !RemoveLines(counts, document, verdicts))
        {
            return false;
        }

        counts.DocumentsOut++;
        counts.BytesOut += document.FlowBytes;
        return true;
    }

    // The length of a page's text is known once it is extracted.
    private void CountReadLength(Document document)
    {
        if (!document.HasPage)
        {
            lengths.Read[LengthHistogram.BinOf(document.Length)]++;
        }
    }

    private bool IsFirstOfUrl(StageCounts counts, Document document, LineVerdicts verdicts)
    {
        bool isFirst = verdicts.Next(keep.AsSpan(0, 1)) == 0;
        if (!isFirst)
        {
            samples.Add(counts.Stage, DropReasons.SameUrl, document);
            counts.Drop(DropReasons.SameUrl, document.FlowBytes);
        }

        return isFirst;
    }

    private bool RemoveLines(StageCounts counts, Document document, LineVerdicts verdicts)
    {
        int lines = document.LineCount;
        if (keep.Length < lines)
        {
            keep = new bool[lines * 2];
        }

        Span<bool> flags = keep.AsSpan(0, lines);
        int removed = verdicts.Next(flags);
        counts.LinesRemoved += removed;
        if (removed == 0 && lines > 0)
        {
            return true;
        }

        ReadOnlySpan<byte> rest = document.Text;
        for (int i = 0; i < lines; i++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            if (!flags[i])
            {
                removedLines.Add(line);
            }

            rest = rest[Math.Min(line.Length + 1, rest.Length)..];
        }

        if (removed == lines)
        {
            samples.Add(counts.Stage, DropReasons.Duplicate, document);
            counts.Drop(DropReasons.Duplicate, document.Text.Length);
            return false;
        }

        counts.BytesTrimmed += document.KeepLines(flags);
        return true;
    }

    private bool Apply(StageCounts counts, IDocumentFilter filter, Document document)
    {
        long bytes = document.FlowBytes;
        bool hadPage = document.HasPage;
        counts.DocumentsIn++;
        counts.BytesIn += bytes;
        FilterVerdict verdict = filter.Apply(document);
        if (!verdict.IsKept)
        {
            samples.Add(counts.Stage, verdict.Reason!, document);
            counts.Drop(verdict.Reason!, bytes);
            return false;
        }

        if (hadPage)
        {
            CountReadLength(document);
        }

        counts.DocumentsOut++;
        counts.BytesOut += document.FlowBytes;
        counts.BytesTrimmed += bytes - document.FlowBytes;
        return true;
    }
}
