using Portolan.Corpus.Readers;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Internals;

/// <summary>Documents from JSON Lines with CCNet's field names, such as another build's output.</summary>
internal sealed class JsonlSource : IDocumentSource
{
    private readonly string name;
    private readonly HashingStream stored;
    private readonly DocumentJsonReader reader;
    private readonly List<Rejection> rejected = [];

    public JsonlSource(InputFile input, ReadOptions options, CancellationToken cancellationToken)
    {
        name = input.Name;
        stored = new HashingStream(input.Open(cancellationToken));
        try
        {
            reader = new DocumentJsonReader(ByteSource.Open(stored, name, leaveOpen: true), options.MaxRecordBytes);
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }

    public long BytesRead => stored.BytesRead;

    public IReadOnlyList<Rejection> Rejected => rejected;

    public bool MoveNext(Document document)
    {
        bool moved = reader.MoveNext(document);
        for (int i = rejected.Count; i < reader.Damage.Count; i++)
        {
            rejected.Add(new Rejection(name, reader.Damage[i].Offset, reader.Damage[i].Reason));
        }

        return moved;
    }

    public InputSummary Summarise()
    {
        string digest = stored.Finish();
        return new InputSummary(name, stored.BytesRead, digest, reader.LineCount);
    }

    public void Dispose()
    {
        reader.Dispose();
        stored.Dispose();
    }
}
