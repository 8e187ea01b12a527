using Portolan.Corpus.Readers;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Corpus.Writers;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Internals;

/// <summary>Documents from the records of a web archive; what cannot be read is listed and passed over.</summary>
internal abstract class ArchiveSource : IDocumentSource
{
    private readonly HashingStream stored;
    private readonly WarcReader reader;
    private readonly List<Rejection> rejected = [];
    private int damageSeen;
    private long records;

    protected ArchiveSource(InputFile input, ReadOptions options, CancellationToken cancellationToken)
    {
        Name = input.Name;
        stored = new HashingStream(input.Open(cancellationToken));
        try
        {
            reader = new WarcReader(ByteSource.Open(stored, Name, leaveOpen: true), new WarcReaderOptions { MaxRecordBytes = options.MaxRecordBytes, RepairLengths = true });
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }

    public long BytesRead => stored.BytesRead;

    public IReadOnlyList<Rejection> Rejected => rejected;

    public string? DropReason { get; protected set; }

    protected string Name { get; }

    public bool MoveNext(Document document)
    {
        while (Advance())
        {
            records++;
            DropReason = null;
            WarcRecord record = reader.Current;
            if (!TryFill(record, document))
            {
                continue;
            }

            if (!DocumentJsonWriter.FitsReader(document))
            {
                Reject(record, $"the document takes more than {ByteSource.MaxWindow} bytes as JSON");
                continue;
            }

            return true;
        }

        return false;
    }

    public InputSummary Summarise()
    {
        string digest = stored.Finish();
        return new InputSummary(Name, stored.BytesRead, digest, records);
    }

    public void Dispose()
    {
        reader.Dispose();
        stored.Dispose();
    }

    /// <summary>Makes a document of the record.</summary>
    /// <returns>False when the record is none of those that the source is about.</returns>
    protected abstract bool TryFill(WarcRecord record, Document document);

    protected void Reject(WarcRecord record, string reason) => rejected.Add(new Rejection(Name, record.Offset, reason));

    private bool Advance()
    {
        bool moved;
        try
        {
            moved = reader.MoveNext();
        }
        catch (CorpusException e) when (e.IsForeignContent)
        {
            // Not an archive at all: one bad file of many must not end the build.
            rejected.Add(new Rejection(Name, Math.Max(0, e.Offset), e.Message));
            return false;
        }

        TakeDamage();
        return moved;
    }

    private void TakeDamage()
    {
        for (; damageSeen < reader.Damage.Count; damageSeen++)
        {
            ArchiveDamage damage = reader.Damage[damageSeen];
            rejected.Add(new Rejection(damage.File, damage.Offset, damage.Reason));
        }
    }
}
