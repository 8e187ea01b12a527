using Portolan.Corpus.Readers;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Internals;

/// <summary>Pages from an archive of captures: one document for each <c>response</c>, <c>resource</c> and <c>revisit</c>, those that are no page with a reason to drop them.</summary>
/// <remarks>A page is copied as stored; its codings are undone by the stage that extracts text, when no earlier stage has dropped it.</remarks>
internal sealed class PageSource(InputFile input, ReadOptions options, CancellationToken cancellationToken) : ArchiveSource(input, options, cancellationToken)
{
    // Enough for any head; what is behind it is only looked at to tell what the record is.
    private const int LargeRecordStart = 1 << 14;

    private readonly int maxRecordBytes = options.MaxRecordBytes;
    private readonly bool keepsTruncated = options.KeepTruncated;
    private byte[] start = [];

    protected override bool TryFill(WarcRecord record, Document document)
    {
        if (record.Type is not (WarcRecordType.Response or WarcRecordType.Resource or WarcRecordType.Revisit))
        {
            return false;
        }

        document.Clear();
        ReadOnlySpan<byte> address = record.TargetUriBytes;
        record.Headers.TryGet("WARC-Date"u8, out ReadOnlySpan<byte> date);
        if (!record.Headers.TryGet("WARC-Payload-Digest"u8, out ReadOnlySpan<byte> digest))
        {
            record.Headers.TryGet("WARC-Block-Digest"u8, out digest);
        }

        document.SetOrigin(address, date, digest);
        document.OriginalLength = record.ContentLength;

        bool isWhole = record.ContentLength <= maxRecordBytes && record.TryGetBody(out _);
        ReadOnlySpan<byte> block = Block(record, isWhole);
        bool isHttp = HttpMessage.TryParse(block, out HttpMessage message);
        bool hasHead = record.Type == WarcRecordType.Response && isHttp && message.StatusCode > 0;
        ReadOnlySpan<byte> contentType = default;
        if (hasHead)
        {
            message.TryGetHeader("Content-Type"u8, out contentType);
        }
        else
        {
            record.Headers.TryGet("Content-Type"u8, out contentType);
        }

        ReadOnlySpan<byte> body = hasHead ? message.Body : block;
        DropReason = PageReasons.Of(record, isWhole, keepsTruncated, hasHead ? message.StatusCode : 0, contentType, body);
        long bodyBytes = record.ContentLength - (block.Length - body.Length);

        // Of what is dropped the report shows the start alone.
        ReadOnlySpan<byte> kept = DropReason is null ? block : block[..Math.Min(block.Length, LargeRecordStart)];
        document.SetPage(kept, bodyBytes, hasHead, hasHead ? default : contentType);
        return true;
    }

    private ReadOnlySpan<byte> Block(WarcRecord record, bool isWhole)
    {
        if (isWhole)
        {
            record.TryGetBody(out ReadOnlySpan<byte> block);
            return block;
        }

        start = start.Length == 0 ? new byte[LargeRecordStart] : start;
        int length = 0, read;
        while (length < start.Length && (read = record.ReadBody(start.AsSpan(length))) > 0)
        {
            length += read;
        }

        return start.AsSpan(0, length);
    }
}
