using Portolan.Corpus.Readers;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Tests.BadInput;

/// <summary>How many documents a build must account for, counted without a build.</summary>
internal static class Captures
{
    public static long Count(string kind, IEnumerable<string> files) => files.Sum(file => Count(kind, file));

    private static long Count(string kind, string file)
    {
        using WarcReader reader = WarcReader.Open(file, new WarcReaderOptions { RepairLengths = true });
        long count = 0;
        try
        {
            while (reader.MoveNext())
            {
                WarcRecord record = reader.Current;
                count += kind switch
                {
                    "warc" => record.Type is WarcRecordType.Response or WarcRecordType.Resource or WarcRecordType.Revisit ? 1 : 0,
                    "wet" => record.Type == WarcRecordType.Conversion ? 1 : 0,
                    _ => IsAnswer(record) ? 1 : 0,
                };
            }
        }
        catch (CorpusException e) when (e.IsForeignContent)
        {
            // No archive: no capture.
        }

        return count;
    }

    private static bool IsAnswer(WarcRecord record)
    {
        if (!record.IsJsonMetadata || !record.TryGetBody(out ReadOnlySpan<byte> body))
        {
            return false;
        }

        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(body.ToArray());
            return json.RootElement.GetProperty("Envelope").GetProperty("WARC-Header-Metadata").GetProperty("WARC-Type").GetString() == "response";
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
