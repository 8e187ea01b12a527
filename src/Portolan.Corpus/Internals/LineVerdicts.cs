using System.Buffers.Binary;
using Portolan.Corpus.Deduplication;
using Portolan.Storage;

namespace Portolan.Corpus.Internals;

/// <summary>Joins a shard's routes with the partitions' verdicts: which lines stay, in document order.</summary>
internal sealed class LineVerdicts : IDisposable
{
    private readonly string routesPath;
    private readonly FileStream routes;
    private readonly byte[][] bits;
    private readonly long[] positions;
    private byte[] buffer = new byte[1 << 12];

    /// <param name="routesPath">The shard's routes.</param>
    /// <param name="verdictPaths">One file a partition.</param>
    /// <param name="shard">Number of the shard in its group.</param>
    /// <param name="shards">Shards in the group.</param>
    public LineVerdicts(string routesPath, IReadOnlyList<string> verdictPaths, int shard, int shards)
    {
        this.routesPath = routesPath;
        bits = [.. verdictPaths.Select(path => VerdictFile.ReadShard(path, shard, shards))];
        positions = new long[bits.Length];
        routes = new FileStream(routesPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
    }

    /// <summary>For each line of the next document, whether it stays.</summary>
    /// <returns>Lines that go.</returns>
    public int Next(Span<bool> keep)
    {
        int length = keep.Length * 2;
        if (buffer.Length < length)
        {
            buffer = new byte[length * 2];
        }

        Span<byte> raw = buffer.AsSpan(0, length);
        if (routes.ReadAtLeast(raw, length, throwOnEndOfStream: false) < length)
        {
            throw new StorageException($"{routesPath}: the routes end before the documents do", routesPath, routes.Position, "delete the build's work directory and start it again");
        }

        int removed = 0;
        for (int i = 0; i < keep.Length; i++)
        {
            int route = BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]);
            bool stays = route is LineRoutes.Kept || route is not (LineRoutes.Repeat or LineRoutes.Zero) && !TakeBit(route);
            keep[i] = stays;
            removed += stays ? 0 : 1;
        }

        return removed;
    }

    public void Dispose() => routes.Dispose();

    private bool TakeBit(int partition)
    {
        if (partition >= bits.Length)
        {
            throw new StorageException($"{routesPath}: a line is routed to partition {partition} of {bits.Length}", routesPath, routes.Position, "delete the build's work directory and start it again");
        }

        long position = positions[partition]++;
        byte[] partitionBits = bits[partition];
        if (position >> 3 >= partitionBits.Length)
        {
            throw new StorageException($"{routesPath}: more lines than verdicts in partition {partition}", routesPath, routes.Position, "delete the build's work directory and start it again");
        }

        return (partitionBits[position >> 3] >> (int)(position & 7) & 1) != 0;
    }
}
