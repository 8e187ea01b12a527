using Portolan.Storage.Compression;

namespace Portolan.Corpus.Readers;

/// <summary>How an archive is read.</summary>
public sealed record WarcReaderOptions
{
    /// <summary>The largest body that is held in memory and checked before its record is delivered.</summary>
    /// <value>Bytes, 1 to 64 MiB; default 64 MiB. Records above it are delivered, but only as a stream.</value>
    public int MaxRecordBytes { get; init; } = ByteSource.MaxWindow;

    /// <summary>Whether block and payload digests are computed and compared; a mismatch is damage, the record is still delivered.</summary>
    /// <value>Default false. Records above <see cref="MaxRecordBytes"/> and algorithms other than MD5, SHA-1 and SHA-2 are not checked.</value>
    public bool VerifyDigests { get; init; }

    /// <summary>Whether a record whose length is wrong is delivered with the bytes up to the next record.</summary>
    /// <value>Default false: such a record is reported and left out. When true it is reported and delivered.</value>
    public bool RepairLengths { get; init; }
}
