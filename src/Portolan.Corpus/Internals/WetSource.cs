using Portolan.Corpus.Readers;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;

namespace Portolan.Corpus.Internals;

/// <summary>Documents from an archive of extracted text: one for each <c>conversion</c> record.</summary>
internal sealed class WetSource(InputFile input, ReadOptions options, CancellationToken cancellationToken) : ArchiveSource(input, options, cancellationToken)
{
    protected override bool TryFill(WarcRecord record, Document document)
    {
        if (record.Type != WarcRecordType.Conversion || !record.TryGetBody(out ReadOnlySpan<byte> body))
        {
            return false;
        }

        document.Clear();
        record.Headers.TryGet("WARC-Date"u8, out ReadOnlySpan<byte> date);
        if (!record.Headers.TryGet("WARC-Block-Digest"u8, out ReadOnlySpan<byte> digest))
        {
            record.Headers.TryGet("WARC-Payload-Digest"u8, out digest);
        }

        document.SetOrigin(record.TargetUriBytes, date, digest);
        document.OriginalLength = record.ContentLength;
        WetLines.Read(body, document);
        return true;
    }
}
