using System.Text.Json;

namespace Portolan.Testing;

/// <summary>A capture as the loopback index knows it.</summary>
public sealed record CrawlIndexEntry(
    string UrlKey, string Timestamp, string Url, string Mime, string Status, string Digest, int Length, int Offset, string FileName, byte[] Record)
{
    /// <summary>The line that the index server gives.</summary>
    public string ToJson() =>
        $$"""{"urlkey": "{{JsonEncodedText.Encode(UrlKey)}}", "timestamp": "{{Timestamp}}", "url": "{{JsonEncodedText.Encode(Url)}}", "mime": "{{Mime}}", "mime-detected": "{{Mime}}", "status": "{{Status}}", "digest": "{{Digest}}", "length": "{{Length}}", "offset": "{{Offset}}", "filename": "{{FileName}}", "languages": "eng", "encoding": "UTF-8"}""";

    /// <summary>A field by the name that filters use.</summary>
    public string this[string field] => field switch
    {
        "urlkey" => UrlKey,
        "timestamp" => Timestamp,
        "url" => Url,
        "mime" or "mime-detected" => Mime,
        "status" => Status,
        "digest" => Digest,
        "filename" => FileName,
        _ => "",
    };
}
