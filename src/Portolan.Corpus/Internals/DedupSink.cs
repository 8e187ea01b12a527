using System.Buffers;
using System.Buffers.Binary;
using Portolan.Corpus.Deduplication;
using Portolan.Storage;
using Portolan.Text.Hashing;

namespace Portolan.Corpus.Internals;

/// <summary>Leaves a shard's documents and their line hashes under <c>work/</c>, for deduplication over all shards.</summary>
internal sealed class DedupSink : IDocumentSink
{
    private readonly string routesPath, hashesPath;
    private readonly AtomicFile routes;
    private readonly DocumentSink? documents;
    private readonly HashRunWriter runs;
    private readonly LineHasher hasher = new();
    private readonly UrlHasher? urls;
    private readonly List<ulong> hashes = [];
    private readonly RepeatFinder repeats = new();
    private readonly ArrayBufferWriter<byte> routeBuffer = new(1 << 12);

    /// <param name="outputDirectory">The build's directory.</param>
    /// <param name="relativeStem">Beginning of the files' names, relative to it.</param>
    /// <param name="partitions">Partitions of the hashes.</param>
    /// <param name="keepsDocuments">Whether documents are stored.</param>
    /// <param name="urls">When addresses are compared, not lines: the settings of the stage.</param>
    public DedupSink(string outputDirectory, string relativeStem, int partitions, bool keepsDocuments, UrlDedupOptions? urls)
    {
        this.urls = urls is null ? null : new UrlHasher(urls);
        routesPath = relativeStem + ".routes";
        hashesPath = relativeStem + ".hashes";
        routes = AtomicFile.Create(Path.Combine(outputDirectory, routesPath));
        try
        {
            runs = new HashRunWriter(Path.Combine(outputDirectory, hashesPath), partitions);
            documents = keepsDocuments ? new DocumentSink(outputDirectory, relativeStem) : null;
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
        if (urls is not null)
        {
            WriteUrl(urls.Hash(document));
        }
        else
        {
            WriteLines(document);
        }

        documents?.Write(document);
    }

    public ShardResult Complete(ShardResult result)
    {
        ShardResult kept = documents?.Complete(result) ?? result;
        long routeBytes = routes.Stream.Position;
        routes.Commit();
        long hashBytes = runs.Complete();
        return kept with { Routes = new WorkFile(routesPath, routeBytes), Hashes = new WorkFile(hashesPath, hashBytes) };
    }

    public void Dispose()
    {
        documents?.Dispose();
        routes.Dispose();
        runs.Dispose();
        hasher.Dispose();
    }

    private void WriteUrl(ulong hash)
    {
        Span<byte> route = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(route, hash == 0 ? LineRoutes.Kept : (ushort)runs.Add(hash));
        routes.Stream.Write(route);
    }

    private void WriteLines(Document document)
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
    }
}
