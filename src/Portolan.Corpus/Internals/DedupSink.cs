using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Writers;
using Portolan.Storage;
using Portolan.Text.Hashing;

namespace Portolan.Corpus.Internals;

/// <summary>Leaves a shard's documents and their line hashes under <c>work/</c>, for deduplication over all shards.</summary>
internal sealed class DedupSink : IDocumentSink
{
    private const int FlushBytes = 1 << 18;

    // Clearing a set costs its capacity: one page of a million lines must not slow down all that follow.
    private const int KeptSetCapacity = 1 << 16;

    private readonly string documentsPath, routesPath, hashesPath;
    private readonly AtomicFile documents, routes;
    private readonly GZipStream gzip;
    private readonly HashRunWriter runs;
    private readonly LineHasher hasher = new();
    private readonly DocumentJsonWriter json = new();
    private readonly ArrayBufferWriter<byte> buffer = new(FlushBytes + (1 << 16));
    private readonly List<ulong> hashes = [];
    private HashSet<ulong> inDocument = [];

    public DedupSink(string outputDirectory, string relativeStem, int partitions)
    {
        documentsPath = relativeStem + ".jsonl.gz";
        routesPath = relativeStem + ".routes";
        hashesPath = relativeStem + ".hashes";
        documents = AtomicFile.Create(Path.Combine(outputDirectory, documentsPath));
        try
        {
            routes = AtomicFile.Create(Path.Combine(outputDirectory, routesPath));
            runs = new HashRunWriter(Path.Combine(outputDirectory, hashesPath), partitions);
        }
        catch
        {
            routes?.Dispose();
            documents.Dispose();
            throw;
        }

        // Written once and read once: speed matters more than size here.
        gzip = new GZipStream(documents.Stream, CompressionLevel.Fastest, leaveOpen: true);
    }

    public void Write(Document document)
    {
        hashes.Clear();
        if (inDocument.Capacity > KeptSetCapacity)
        {
            inDocument = [];
        }

        inDocument.Clear();
        if (document.LineCount > 0)
        {
            hasher.HashLines(document.Text, hashes);
        }

        Span<byte> route = stackalloc byte[2];
        foreach (ulong hash in hashes)
        {
            int number = hash == 0 ? LineRoutes.Zero : inDocument.Add(hash) ? runs.Add(hash) : LineRoutes.Repeat;
            BinaryPrimitives.WriteUInt16LittleEndian(route, (ushort)number);
            routes.Stream.Write(route);
        }

        json.Write(document, buffer);
        if (buffer.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    public ShardResult Complete(ShardResult result)
    {
        Flush();
        gzip.Dispose();
        long documentBytes = documents.Stream.Position, routeBytes = routes.Stream.Position;
        documents.Commit();
        routes.Commit();
        long hashBytes = runs.Complete();
        return result with
        {
            Documents = new WorkFile(documentsPath, documentBytes),
            Routes = new WorkFile(routesPath, routeBytes),
            Hashes = new WorkFile(hashesPath, hashBytes),
        };
    }

    public void Dispose()
    {
        json.Dispose();
        try
        {
            gzip.Dispose();
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            // Committed already, or the disk is full: the caller has that error, and the file is removed below.
        }

        documents.Dispose();
        routes.Dispose();
        runs.Dispose();
    }

    private void Flush()
    {
        gzip.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }
}
