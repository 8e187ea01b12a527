using Portolan.Vfs.Indexing;
using Portolan.Vfs.Records;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Dumps;

/// <summary>Gives files the records that a dump has for them.</summary>
/// <remarks>
/// A record is written only to a file whose content it was made from: the file of the same path, else one found by its content. A file
/// with a record that fits it keeps it, unless told otherwise. Paths in a dump that lead out of the root are refused. The dump is read
/// twice; memory depends on the number of records that have to be looked for, not on their size.
/// </remarks>
public sealed class AttributeRestore
{
    private readonly RawPath root;
    private readonly RestoreOptions options;
    private readonly Action<RestoredRecord>? report;
    private readonly long[] counts = new long[Enum.GetValues<RestoreStatus>().Length];
    private CancellationToken cancellation;

    private AttributeRestore(RawPath root, RestoreOptions options, Action<RestoredRecord>? report)
    {
        this.root = root;
        this.options = options;
        this.report = report;
    }

    /// <summary>Restores.</summary>
    /// <param name="dump">The file that <see cref="AttributeDump"/> or getfattr wrote.</param>
    /// <param name="root">The directory that its paths start from.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="report">Is told what became of each record; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work; what was written stays.</param>
    /// <exception cref="IOException">The dump cannot be read.</exception>
    public static RestoreSummary Restore(string dump, RawPath root, RestoreOptions? options = null, Action<RestoredRecord>? report = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dump);
        var restore = new AttributeRestore(root, options ?? new RestoreOptions(), report);
        return restore.Run(dump, cancellationToken);
    }

    private RestoreSummary Run(string dump, CancellationToken cancellationToken)
    {
        cancellation = cancellationToken;
        var wanted = new Dictionary<UInt128, long>();
        long badLines;
        using (FileStream stream = Open(dump))
        {
            var reader = new DumpReader(stream);
            foreach (List<DumpEntry> file in FilesOf(reader, cancellationToken))
            {
                AtItsPath(file, wanted);
            }

            badLines = reader.BadLines;
        }

        if (wanted.Count > 0)
        {
            Dictionary<UInt128, List<RawPath>> found = options.FindMoved ? new MovedFiles(root, options.Walk).Find(wanted, cancellationToken) : [];
            using FileStream stream = Open(dump);
            foreach (List<DumpEntry> file in FilesOf(new DumpReader(stream), cancellationToken))
            {
                AtOtherPaths(file, wanted, found);
            }
        }

        return new RestoreSummary
        {
            Restored = counts[(int)RestoreStatus.Restored],
            Kept = counts[(int)RestoreStatus.Kept],
            Unmatched = counts[(int)RestoreStatus.Unmatched],
            Refused = counts[(int)RestoreStatus.Refused] + badLines,
            Failed = counts[(int)RestoreStatus.Failed],
        };
    }

    private static FileStream Open(string dump) => new(dump, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);

    /// <summary>The entries of a dump, those of one file together.</summary>
    private static IEnumerable<List<DumpEntry>> FilesOf(DumpReader reader, CancellationToken cancellationToken)
    {
        // More attributes of ours than a file can hold are read in pieces.
        const int MostTogether = 64;
        var file = new List<DumpEntry>();
        while (reader.Read() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.Count > 0 && (file[0].Path != entry.Path || file.Count == MostTogether))
            {
                yield return file;
                file = [];
            }

            file.Add(entry);
        }

        if (file.Count > 0)
        {
            yield return file;
        }
    }

    /// <summary>Restores what belongs to the file of the dump's own path; notes the rest.</summary>
    private void AtItsPath(List<DumpEntry> entries, Dictionary<UInt128, long> wanted)
    {
        RawPath path = entries[0].Path;
        bool isBelow = RelativePath.IsBelow(path.Bytes);
        RawFile? file = null;
        if (isBelow)
        {
            FileBelow.Open(root, path, out file);
        }

        using (file)
        {
            UInt128? hash = null;
            foreach (DumpEntry entry in entries.Where(entry => StoredRecord.IsRecord(entry.Name.Bytes)))
            {
                if (VectorRecord.TryRead(entry.Value, out VectorRecord record) is var fault and not RecordFault.None)
                {
                    Report(entry, path, RestoreStatus.Refused, $"no record: {fault}");
                }
                else if (!isBelow)
                {
                    Report(entry, path, RestoreStatus.Refused, "the path leads out of the directory");
                }
                else if (file is not null && Fits(file, record.Fingerprint, ref hash))
                {
                    Write(file, path, entry, entries);
                }
                else
                {
                    wanted[record.Fingerprint.ContentHash] = record.Fingerprint.Size;
                }
            }
        }
    }

    /// <summary>Restores what belongs to files of other paths.</summary>
    private void AtOtherPaths(List<DumpEntry> entries, Dictionary<UInt128, long> wanted, Dictionary<UInt128, List<RawPath>> found)
    {
        RawPath own = entries[0].Path;
        if (!RelativePath.IsBelow(own.Bytes))
        {
            return;
        }

        foreach (DumpEntry entry in entries.Where(entry => StoredRecord.IsRecord(entry.Name.Bytes)))
        {
            if (VectorRecord.TryRead(entry.Value, out VectorRecord record) != RecordFault.None || !wanted.ContainsKey(record.Fingerprint.ContentHash))
            {
                continue;
            }

            FileFingerprint fingerprint = record.Fingerprint;
            if (!found.TryGetValue(fingerprint.ContentHash, out List<RawPath>? paths))
            {
                Report(entry, own, RestoreStatus.Unmatched, null);
                continue;
            }

            foreach (RawPath path in paths)
            {
                UInt128? hash = null;
                SystemError error = FileBelow.Open(root, path, out RawFile? file);
                using (file)
                {
                    if (file is null)
                    {
                        Report(entry, path, RestoreStatus.Failed, error.Describe());
                    }
                    else if (Fits(file, fingerprint, ref hash))
                    {
                        Write(file, path, entry, entries);
                    }
                }
            }
        }
    }

    /// <summary>Whether a record was made from what a file holds.</summary>
    private bool Fits(RawFile file, FileFingerprint fingerprint, ref UInt128? hash)
    {
        if (file.Status.Size != fingerprint.Size)
        {
            return false;
        }

        if (file.Status.ModifiedNanoseconds == fingerprint.ModifiedNanoseconds)
        {
            return true;
        }

        if (hash is null && file.HashContent(fingerprint.Size, out UInt128 computed, cancellation) == SystemError.None)
        {
            hash = computed;
        }

        return hash == fingerprint.ContentHash;
    }

    private void Write(RawFile file, RawPath path, DumpEntry entry, List<DumpEntry> entries)
    {
        if (!options.Force && HasFreshRecord(file, entry))
        {
            Report(entry, path, RestoreStatus.Kept, null);
            return;
        }

        VectorRecord.TryRead(entry.Value, out VectorRecord record);
        RecordStore store = StoreOf(entry, record, entries);
        FileFingerprint now = record.Fingerprint with { ModifiedNanoseconds = file.Status.ModifiedNanoseconds };
        // By way of vectors: where there is less room than there was, narrower or fewer of them are written.
        SystemError error;
        try
        {
            error = store.Save(file, StoredRecord.ToVectors(record, store.Space, now)).Error;
        }
        catch (ArgumentException exception)
        {
            // Numbers of a stranger's record that a narrower type cannot hold.
            Report(entry, path, RestoreStatus.Refused, exception.Message);
            return;
        }

        Report(entry, path, error == SystemError.None ? RestoreStatus.Restored : RestoreStatus.Failed, error == SystemError.None ? null : error.Describe());
    }

    private static RecordStore StoreOf(DumpEntry entry, in VectorRecord record, List<DumpEntry> entries)
    {
        Encoders.EmbeddingSpace space = StoredRecord.SpaceOf(StoredRecord.SpaceOf(entry.Name), record);
        bool hasSketch = entries.Exists(other => other.Name.Equals(VectorSketch.NameOf(space)));
        return new RecordStore(space, new RecordOptions { Precision = record.ElementType, WriteSketch = hasSketch });
    }

    private static bool HasFreshRecord(RawFile file, DumpEntry entry)
    {
        byte[] value = new byte[Attributes.AttributeCapacity.Max];
        return file.GetAttribute(entry.Name, value, out int length) == SystemError.None
            && VectorRecord.TryRead(value.AsSpan(0, length), out VectorRecord record) == RecordFault.None
            && record.IsUnchanged(file.Status);
    }

    private void Report(DumpEntry entry, RawPath path, RestoreStatus status, string? reason)
    {
        counts[(int)status]++;
        report?.Invoke(new RestoredRecord(path, StoredRecord.SpaceOf(entry.Name), status, reason));
    }
}
