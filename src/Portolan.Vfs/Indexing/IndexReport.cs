namespace Portolan.Vfs.Indexing;

/// <summary>Counts what became of files and passes it on, one at a time.</summary>
internal sealed class IndexReport(Action<IndexedFile>? sink)
{
    private readonly Lock gate = new();
    private readonly long[] counts = new long[4];
    private long vectors;

    public void Add(IndexedFile file)
    {
        lock (gate)
        {
            counts[(int)file.Status]++;
            vectors += file.Status == IndexStatus.Indexed ? file.Vectors : 0;
            sink?.Invoke(file);
        }
    }

    public IndexSummary ToSummary(IEnumerable<TargetRun> targets, TimeProvider time, TimeSpan duration)
    {
        lock (gate)
        {
            return new IndexSummary
            {
                Indexed = counts[(int)IndexStatus.Indexed],
                Fresh = counts[(int)IndexStatus.Fresh],
                Skipped = counts[(int)IndexStatus.Skipped],
                Failed = counts[(int)IndexStatus.Failed],
                Vectors = vectors,
                Reused = targets.Sum(target => target.Reused),
                Encoded = targets.Sum(target => target.Encoded),
                EncoderSeconds = targets.Sum(target => target.EncoderTicks) / (double)time.TimestampFrequency,
                Seconds = duration.TotalSeconds,
            };
        }
    }
}
