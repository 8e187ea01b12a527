using System.Text;
using Portolan.Corpus.Readers;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.CommonCrawl;

/// <summary>Checks that fetched bytes are the record that the index promised.</summary>
internal static class CapturedRecord
{
    /// <summary>Checks one compressed record.</summary>
    /// <param name="member">The bytes that the index points at.</param>
    /// <param name="capture">What the index says of them.</param>
    /// <param name="source">Where they came from, for messages.</param>
    /// <returns>What is wrong with them, or null.</returns>
    public static string? ProblemOf(byte[] member, Capture capture, string source)
    {
        if (member is not [0x1F, 0x8B, 8, ..])
        {
            return "the bytes do not begin a gzip member";
        }

        try
        {
            using var reader = new WarcReader(ByteSource.Open(new MemoryStream(member, writable: false), source), new WarcReaderOptions { VerifyDigests = true });
            if (!reader.MoveNext())
            {
                return reader.Damage is [{ } damage, ..] ? damage.Reason : "the member holds no record";
            }

            string? problem = Compare(reader.Current, capture);
            if (reader.MoveNext())
            {
                return "the member holds more than one record";
            }

            return reader.Damage is [{ } first, ..] ? first.Reason : problem;
        }
        catch (CorpusException e)
        {
            return e.Message;
        }
    }

    internal static void Fuzz(ReadOnlySpan<byte> data) =>
        ProblemOf(data.ToArray(), new Capture("https://fuzz.invalid/", "2024", "f", 0, Math.Max(1, data.Length)), "fuzz");

    private static string? Compare(WarcRecord record, Capture capture)
    {
        if (!string.Equals(record.TargetUri, capture.Url, StringComparison.Ordinal))
        {
            return $"the record is of {record.TargetUri ?? "no address"}, the index says {capture.Url}";
        }

        // A revisit holds no payload; the index repeats the digest of the capture that it stands for.
        if (capture.Digest is not { Length: > 0 } digest || record.Type == WarcRecordType.Revisit)
        {
            return null;
        }

        string labelled = digest.Contains(':', StringComparison.Ordinal) ? digest : "sha1:" + digest;
        if (record.PayloadDigest is { } named)
        {
            return string.Equals(named, labelled, StringComparison.OrdinalIgnoreCase) ? null : $"the record's payload has the digest {named}, the index says {labelled}";
        }

        if (!RecordDigest.TryParse(Encoding.UTF8.GetBytes(labelled), out RecordDigest expected) || !record.TryGetBody(out ReadOnlySpan<byte> body))
        {
            return null;
        }

        ReadOnlySpan<byte> payload = record.TryGetHttp(out HttpMessage message) ? message.Body : body;
        return expected.Matches(payload) ? null : $"the payload has the digest {expected.Of(payload)}, the index says {labelled}";
    }
}
