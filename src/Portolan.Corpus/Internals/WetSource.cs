using Portolan.Corpus.Readers;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;
using Portolan.Corpus.Writers;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Internals;

/// <summary>Documents from an archive of extracted text: one for each <c>conversion</c> record.</summary>
internal sealed class WetSource : IDocumentSource
{
    private readonly string name;
    private readonly HashingStream stored;
    private readonly WarcReader reader;
    private readonly List<Rejection> rejected = [];
    private int damageSeen;
    private long records;

    public WetSource(InputFile input, ReadOptions options, CancellationToken cancellationToken)
    {
        name = input.Name;
        stored = new HashingStream(input.Open(cancellationToken));
        try
        {
            reader = new WarcReader(ByteSource.Open(stored, name, leaveOpen: true), new WarcReaderOptions { MaxRecordBytes = options.MaxRecordBytes, RepairLengths = true });
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
        while (Advance())
        {
            records++;
            WarcRecord record = reader.Current;
            if (record.Type != WarcRecordType.Conversion)
            {
                continue;
            }

            if (!record.TryGetBody(out ReadOnlySpan<byte> body))
            {
                continue;
            }

            document.Clear();
            record.Headers.TryGet("WARC-Date"u8, out ReadOnlySpan<byte> date);
            if (!record.Headers.TryGet("WARC-Block-Digest"u8, out ReadOnlySpan<byte> digest))
            {
                record.Headers.TryGet("WARC-Payload-Digest"u8, out digest);
            }

            record.Headers.TryGet("WARC-Target-URI"u8, out ReadOnlySpan<byte> uri);
            if (uri is [(byte)'<', .., (byte)'>'])
            {
                uri = uri[1..^1];
            }

            document.SetOrigin(uri, date, digest);
            document.OriginalLength = record.ContentLength;
            WetLines.Read(body, document);
            if (!DocumentJsonWriter.FitsReader(document))
            {
                rejected.Add(new Rejection(name, record.Offset, $"the document takes more than {ByteSource.MaxWindow} bytes as JSON"));
                continue;
            }

            return true;
        }

        return false;
    }

    public InputSummary Summarise()
    {
        string digest = stored.Finish();
        return new InputSummary(name, stored.BytesRead, digest, records);
    }

    public void Dispose()
    {
        reader.Dispose();
        stored.Dispose();
    }

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
            rejected.Add(new Rejection(name, Math.Max(0, e.Offset), e.Message));
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
