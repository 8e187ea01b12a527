using Portolan.Corpus.Readers;
using Portolan.Corpus.Reports;
using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Internals;

/// <summary>A shard's own documents, as the pass before left them under <c>work/</c>.</summary>
/// <remarks>Damage here is not the crawl's but the disk's, so that it ends the build instead of being counted.</remarks>
internal sealed class WorkSource : IDocumentSource
{
    private readonly string path;
    private readonly FileStream stored;
    private readonly DocumentJsonReader reader;

    public WorkSource(string path)
    {
        this.path = path;
        stored = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        reader = new DocumentJsonReader(ByteSource.Open(stored, path, leaveOpen: true), ByteSource.MaxWindow);
    }

    public long BytesRead => stored.Position;

    public IReadOnlyList<Rejection> Rejected => [];

    public bool MoveNext(Document document)
    {
        bool moved = reader.MoveNext(document);
        if (reader.Damage.Count > 0)
        {
            SourceDamage damage = reader.Damage[0];
            throw new StorageException($"{path}: {damage.Reason}", path, damage.Offset, "delete the build's work directory and start it again");
        }

        return moved;
    }

    public InputSummary? Summarise() => null;

    public void Dispose()
    {
        reader.Dispose();
        stored.Dispose();
    }
}
