using Portolan.Vfs.Attributes;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Searching;

/// <summary>One thread of a search: looks at each file in every space.</summary>
internal sealed class SearchWorker(VectorSearch search, SpaceScan[] scans) : IWalkVisitor
{
    private readonly byte[] usual = GC.AllocateUninitializedArray<byte>(Records.RecordStore.UsualBytes, pinned: true);
    private byte[]? large;
    private FileStatus status;
    private SystemError statusError;
    private bool statusKnown;

    public SpaceScan[] Scans { get; } = scans;

    public void Visit(in WalkedFile file)
    {
        statusKnown = false;
        foreach (SpaceScan scan in Scans)
        {
            scan.Visit(file, this);
        }
    }

    public void Report(WalkProblem problem) => search.Report(problem.Path, problem.Error, Records.RecordFault.None);

    /// <summary>Reads an attribute into this worker's buffer, which the next call overwrites.</summary>
    public SystemError Read(in WalkedFile file, AttributeName name, out ReadOnlySpan<byte> value)
    {
        SystemError error = file.GetAttribute(name, usual, out int length);
        value = usual.AsSpan(0, length);
        if (error == SystemError.OutOfRange)
        {
            error = file.GetAttribute(name, Large, out length);
            value = Large.AsSpan(0, length);
        }

        return error;
    }

    /// <summary>The file's state, asked for once for all spaces.</summary>
    public SystemError Status(in WalkedFile file, out FileStatus found)
    {
        if (!statusKnown)
        {
            statusError = file.GetStatus(out status);
            statusKnown = true;
        }

        found = status;
        return statusError;
    }

    public byte[] Large => large ??= new byte[AttributeCapacity.Max];
}
