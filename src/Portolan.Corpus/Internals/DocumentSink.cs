using System.Buffers;
using System.IO.Compression;
using Portolan.Corpus.Writers;
using Portolan.Storage;

namespace Portolan.Corpus.Internals;

/// <summary>Keeps a shard's documents under <c>work/</c> for the next pass.</summary>
internal sealed class DocumentSink : IDocumentSink
{
    private const int FlushBytes = 1 << 18;

    private readonly string path;
    private readonly AtomicFile file;
    private readonly GZipStream gzip;
    private readonly DocumentJsonWriter json = new();
    private readonly ArrayBufferWriter<byte> buffer = new(FlushBytes + (1 << 16));

    public DocumentSink(string outputDirectory, string relativeStem)
    {
        path = relativeStem + ".jsonl.gz";
        file = AtomicFile.Create(Path.Combine(outputDirectory, path));

        // Written once and read once: speed matters more than size here.
        gzip = new GZipStream(file.Stream, CompressionLevel.Fastest, leaveOpen: true);
    }

    public void Write(Document document)
    {
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
        var kept = new WorkFile(path, file.Stream.Position);
        file.Commit();
        return result with { Documents = kept };
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

        file.Dispose();
    }

    private void Flush()
    {
        gzip.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }
}
