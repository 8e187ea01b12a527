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

    private readonly string documentsPath, routesPath, hashesPath;
    private readonly AtomicFile routes;
    private readonly AtomicFile? documents;
    private readonly GZipStream? gzip;
    private readonly HashRunWriter runs;
    private readonly LineHasher hasher = new();
    private readonly DocumentJsonWriter json = new();
    private readonly ArrayBufferWriter<byte> buffer = new(FlushBytes + (1 << 16));
    private readonly List<ulong> hashes = [];
    private readonly RepeatFinder repeats = new();
    private readonly ArrayBufferWriter<byte> routeBuffer = new(1 << 12);

    public DedupSink(string outputDirectory, string relativeStem, int partitions, bool keepsDocuments)
    {
        documentsPath = relativeStem + ".jsonl.gz";
        routesPath = relativeStem + ".routes";
        hashesPath = relativeStem + ".hashes";
        routes = AtomicFile.Create(Path.Combine(outputDirectory, routesPath));
        try
        {
            runs = new HashRunWriter(Path.Combine(outputDirectory, hashesPath), partitions);
            if (keepsDocuments)
            {
                // Written once and read once: speed matters more than size here.
                documents = AtomicFile.Create(Path.Combine(outputDirectory, documentsPath));
                gzip = new GZipStream(documents.Stream, CompressionLevel.Fastest, leaveOpen: true);
            }
        }
        catch
        {
            runs?.Dispose();
            routes.Dispose();
            throw;
        }
    }

    public void Write(Document document)
    {
        hashes.Clear();
        if (document.LineCount > 0)
        {
            hasher.HashLines(document.Text, hashes);
        }

        repeats.Begin();
        Span<byte> route = routeBuffer.GetSpan(hashes.Count * 2);
        foreach (ulong hash in hashes)
        {
            int number = hash == 0 ? LineRoutes.Zero : repeats.IsRepeat(hash) ? LineRoutes.Repeat : runs.Add(hash);
            BinaryPrimitives.WriteUInt16LittleEndian(route, (ushort)number);
            route = route[2..];
        }

        routeBuffer.Advance(hashes.Count * 2);
        routes.Stream.Write(routeBuffer.WrittenSpan);
        routeBuffer.ResetWrittenCount();

        if (gzip is null)
        {
            return;
        }

        json.Write(document, buffer);
        if (buffer.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    public ShardResult Complete(ShardResult result)
    {
        WorkFile? kept = null;
        if (documents is not null)
        {
            Flush();
            gzip!.Dispose();
            kept = new WorkFile(documentsPath, documents.Stream.Position);
            documents.Commit();
        }

        long routeBytes = routes.Stream.Position;
        routes.Commit();
        long hashBytes = runs.Complete();
        return result with
        {
            Documents = kept,
            Routes = new WorkFile(routesPath, routeBytes),
            Hashes = new WorkFile(hashesPath, hashBytes),
        };
    }

    public void Dispose()
    {
        json.Dispose();
        try
        {
            gzip?.Dispose();
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            // Committed already, or the disk is full: the caller has that error, and the file is removed below.
        }

        documents?.Dispose();
        routes.Dispose();
        runs.Dispose();
        hasher.Dispose();
    }

    private void Flush()
    {
        gzip!.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }
}
