using System.Buffers;
using System.Text;

namespace Portolan.Corpus.Readers;

/// <content>Digests, checked on request.</content>
public sealed partial class WarcReader
{
    private void VerifyDigests()
    {
        ReadOnlySpan<byte> block = source.Window[..(int)record.ContentLength];
        if (record.Headers.TryGet("WARC-Block-Digest"u8, out ReadOnlySpan<byte> blockText)
            && RecordDigest.TryParse(blockText, out RecordDigest blockDigest)
            && !blockDigest.Matches(block))
        {
            ReportMismatch("WARC-Block-Digest", blockText, blockDigest.Of(block));
        }

        // A revisit has the digest of the content that was left out; a segment has the digest of the whole.
        if (record.Type == WarcRecordType.Revisit
            || record.Headers.TryGet("WARC-Segment-Number"u8, out _)
            || !record.Headers.TryGet("WARC-Payload-Digest"u8, out ReadOnlySpan<byte> payloadText)
            || !RecordDigest.TryParse(payloadText, out RecordDigest payloadDigest))
        {
            return;
        }

        bool isHttp = HttpMessage.TryParse(block, out HttpMessage message) && (record.Type is WarcRecordType.Response or WarcRecordType.Request);
        ReadOnlySpan<byte> payload = isHttp ? message.Body : block;
        if (!payloadDigest.Matches(payload) && !(isHttp && MatchesDecoded(message, payloadDigest)))
        {
            ReportMismatch("WARC-Payload-Digest", payloadText, payloadDigest.Of(payload));
        }
    }

    /// <summary>Crawlers disagree whether chunks and compression belong to the payload, so each reading is accepted.</summary>
    private bool MatchesDecoded(HttpMessage message, RecordDigest digest)
    {
        byte[] unchunked = ArrayPool<byte>.Shared.Rent(Math.Max(1, message.Body.Length));
        try
        {
            var problems = HttpContentProblems.None;
            int length = ChunkedBody.Decode(message.Body, unchunked, ref problems);
            if (digest.Matches(unchunked.AsSpan(0, length)))
            {
                return true;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(unchunked);
        }

        using var content = new PooledBytes();
        message.ReadContent(content, options.MaxRecordBytes);
        byte[] bytes = content.Take(out int count);
        try
        {
            return digest.Matches(bytes.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void ReportMismatch(string field, ReadOnlySpan<byte> stated, string actual) =>
        Report(ArchiveDamageKind.DigestMismatch, record.Offset, record.RecordPosition, $"{field} is {Encoding.UTF8.GetString(stated)}, the bytes have {actual}");
}
