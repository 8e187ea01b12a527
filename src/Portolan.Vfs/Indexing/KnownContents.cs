using System.Buffers;
using System.Collections.Concurrent;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Indexing;

/// <summary>Files of this run whose records are right, by the hash of their content: a copy needs no encoding.</summary>
/// <remarks>Thread-safe. Only paths are kept; the vectors are read from the file, and only if its record is of that content still.</remarks>
internal sealed class KnownContents
{
    // Some 200 bytes each.
    private const int Most = 1 << 17;

    private readonly ConcurrentDictionary<UInt128, RawPath> paths = [];
    private int count;

    public void Add(UInt128 hash, RawPath path)
    {
        if (Volatile.Read(ref count) < Most && paths.TryAdd(hash, path))
        {
            Interlocked.Increment(ref count);
        }
    }

    /// <summary>The vectors of a file with the same content, or null.</summary>
    public FileVectors? Find(RecordStore store, FileFingerprint fingerprint)
    {
        if (!paths.TryGetValue(fingerprint.ContentHash, out RawPath path) || RawFile.Open(path, follow: true, out RawFile? file) != SystemError.None)
        {
            return null;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(AttributeCapacity.Max);
        try
        {
            using (file)
            {
                if (file!.GetAttribute(store.Name, buffer.AsSpan(0, AttributeCapacity.Max), out int length) != SystemError.None
                    || VectorRecord.TryRead(buffer.AsSpan(0, length), out VectorRecord record) != RecordFault.None
                    || !record.IsOf(store.Space) || record.Fingerprint.ContentHash != fingerprint.ContentHash
                    // Where there was less room than here, the copy would inherit a loss.
                    || record.Reduction != RecordReduction.None)
                {
                    return null;
                }

                return StoredRecord.ToVectors(record, store.Space, fingerprint);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
