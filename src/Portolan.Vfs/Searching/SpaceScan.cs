using Portolan.Encoders;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Internals;
using Portolan.Vfs.Records;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Searching;

/// <summary>What one thread does and finds in one space.</summary>
internal sealed class SpaceScan : IDisposable
{
    /// <summary>Records kept while the query's vector is still being computed; beyond this the thread waits for it.</summary>
    private const long MaxKeptBytes = 16 << 20;

    /// <summary>Marks of kept files.</summary>
    private const int FreshMark = 0, TouchedMark = 1, UnknownMark = 2;

    private readonly SpaceQuery query;
    private readonly VectorSearch search;
    private readonly AttributeName name;
    private readonly AttributeName sketchName;
    private readonly float minScore;
    private readonly bool isForeign;
    private readonly float[] scores = new float[VectorRecord.MaxCount];
    private readonly NameArena kept = new();
    private PreparedQuery? prepared;
    private long fresh, touched, stale, missing, broken, unreadable, unknown;

    public SpaceScan(SpaceQuery query, VectorSearch search, SearchOptions options)
    {
        this.query = query;
        this.search = search;
        isForeign = query.Space.Equals(VectorVfsRecord.Space);
        name = isForeign ? VectorVfsRecord.Name : RecordFormat.NameOf(query.Space.Name);
        sketchName = VectorSketch.NameOf(query.Space);
        minScore = (float)options.MinScore;
        UsesSketches = options.TwoStage && !isForeign;
        Best = new BestFiles(options.Count);
        Touched = new BestFiles(VectorSearch.TouchedCapacity(options.Count));
    }

    public EmbeddingSpace Space => query.Space;

    /// <summary>The best of the files whose state is the recorded one.</summary>
    public BestFiles Best { get; }

    /// <summary>The best of the files whose content has to be looked at.</summary>
    public BestFiles Touched { get; }

    /// <summary>Files known by their sketch so far.</summary>
    public NameArena Sketched { get; } = new();

    public bool UsesSketches { get; }

    public SearchCounts Counts => new()
    {
        Fresh = fresh,
        Touched = touched,
        Stale = stale,
        Missing = missing,
        Broken = broken,
        Unreadable = unreadable,
        Unknown = unknown,
    };

    /// <summary>Looks at a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="worker">Lends its buffers and the file's status.</param>
    public void Visit(in WalkedFile file, SearchWorker worker)
    {
        if (kept.Files.Count > 0 && query.IsReady)
        {
            ScoreKept();
        }

        if (UsesSketches && VisitSketch(file, worker))
        {
            return;
        }

        SystemError error = worker.Read(file, name, out ReadOnlySpan<byte> value);
        if (error != SystemError.None)
        {
            if (error is SystemError.NoAttribute or SystemError.NotSupported)
            {
                missing++;
                return;
            }

            unreadable++;
            search.Report(file.Path, error, RecordFault.None);
            return;
        }

        if (isForeign)
        {
            VisitForeign(file, value);
            return;
        }

        RecordFault fault = VectorRecord.TryRead(value, out VectorRecord record);
        if (fault == RecordFault.None && !record.IsOf(Space))
        {
            fault = RecordFault.OtherModel;
        }

        if (fault != RecordFault.None)
        {
            broken++;
            search.Report(file.Path, SystemError.None, fault);
            return;
        }

        error = worker.Status(file, out FileStatus status);
        if (error != SystemError.None)
        {
            unreadable++;
            search.Report(file.Path, error, RecordFault.None);
        }
        else if (record.Fingerprint.Size != status.Size)
        {
            stale++;
        }
        else
        {
            bool isFresh = record.IsUnchanged(status);
            _ = isFresh ? fresh++ : touched++;
            if (query.IsReady)
            {
                Score(record, isFresh, file.Directory, file.Name);
            }
            else
            {
                Keep(file, value, isFresh ? FreshMark : TouchedMark);
            }
        }
    }

    /// <summary>Scores what was read before the query's vector was there; waits for the vector.</summary>
    public void ScoreKept()
    {
        foreach (KeptFile file in kept.Files)
        {
            if (file.Mark == UnknownMark)
            {
                if (VectorVfsRecord.TryRead(file.Value, out VectorVfsRecord foreign) == RecordFault.None)
                {
                    Offer(foreign.Score(Prepared.Vector), file.Directory, file.Name);
                }
            }
            else if (VectorRecord.TryRead(file.Value, out VectorRecord record) == RecordFault.None)
            {
                Score(record, file.Mark == FreshMark, file.Directory, file.Name);
            }
        }

        kept.Dispose();
    }

    /// <summary>Reads the record of a file that its sketch did not rule out.</summary>
    public void VisitSurvivor(in KeptFile file, byte[] buffer)
    {
        ReadOnlySpan<byte> path = file.Path.Bytes;
        FileStatus status = default;
        SystemError error = PathCalls.GetAttribute(path, name, buffer, out int length);
        if (error == SystemError.None)
        {
            error = PathCalls.Status(path, out status);
        }

        RecordFault fault = RecordFault.None;
        VectorRecord record = default;
        if (error == SystemError.None)
        {
            fault = VectorRecord.TryRead(buffer.AsSpan(0, length), out record);
            fault = fault == RecordFault.None && !record.IsOf(Space) ? RecordFault.OtherModel : fault;
        }

        if (error != SystemError.None || fault != RecordFault.None)
        {
            fresh--;
            _ = fault != RecordFault.None ? broken++ : unreadable++;
            search.Report(file.Path, error, fault);
        }
        else if (!record.IsUnchanged(status))
        {
            fresh--;
            stale++;
        }
        else
        {
            Score(record, true, file.Directory, file.Name);
        }
    }

    /// <summary>The largest score that a sketched file can have.</summary>
    public float BoundOf(in KeptFile file)
    {
        VectorSketch sketch = VectorSketch.FromBits(file.Value, file.Mark);
        ReadOnlySpan<float> table = SketchBound.Table(VectorSketch.WordsPerVector(sketch.Count));
        float bound = -1;
        for (int i = 0; i < sketch.Count; i++)
        {
            bound = Math.Max(bound, table[sketch.Distance(i, Prepared.Bits)]);
        }

        return bound;
    }

    public void Dispose()
    {
        kept.Dispose();
        Sketched.Dispose();
    }

    private PreparedQuery Prepared => prepared ??= query.Wait();

    // True when a sketch of this space and this state of the file was there.
    private bool VisitSketch(in WalkedFile file, SearchWorker worker)
    {
        if (worker.Read(file, sketchName, out ReadOnlySpan<byte> value) != SystemError.None
            || worker.Status(file, out FileStatus status) != SystemError.None
            || !VectorSketch.TryRead(value, Space, status, out VectorSketch sketch))
        {
            return false;
        }

        fresh++;
        Sketched.Add(file.Directory, file.Name, sketch.Bits, sketch.Count);
        return true;
    }

    private void VisitForeign(in WalkedFile file, ReadOnlySpan<byte> value)
    {
        RecordFault fault = VectorVfsRecord.TryRead(value, out VectorVfsRecord record);
        if (fault != RecordFault.None)
        {
            broken++;
            search.Report(file.Path, SystemError.None, fault);
            return;
        }

        unknown++;
        if (query.IsReady)
        {
            Offer(record.Score(Prepared.Vector), file.Directory, file.Name);
        }
        else
        {
            Keep(file, value, UnknownMark);
        }
    }

    private void Keep(in WalkedFile file, ReadOnlySpan<byte> value, int mark)
    {
        kept.Add(file.Directory, file.Name, value, mark);
        if (kept.Bytes >= MaxKeptBytes)
        {
            ScoreKept();
        }
    }

    private void Score(in VectorRecord record, bool isFresh, WalkedDirectory? directory, ReadOnlySpan<byte> fileName)
    {
        Span<float> all = scores.AsSpan(0, record.Count);
        record.Score(Prepared.Vector, all);
        int best = 0;
        for (int i = 1; i < all.Length; i++)
        {
            best = all[i] > all[best] ? i : best;
        }

        // False for NaN too, which huge numbers of a hostile record can give.
        if (all[best] >= minScore)
        {
            (isFresh ? Best : Touched).Offer(all[best], directory, fileName, record.WindowOf(best), record.Fingerprint);
        }
    }

    private void Offer(float score, WalkedDirectory? directory, ReadOnlySpan<byte> fileName)
    {
        if (score >= minScore)
        {
            Best.Offer(score, directory, fileName, default, default);
        }
    }
}
