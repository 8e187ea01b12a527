using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portolan.Corpus.Sources;

/// <summary>The sidecar of a download: where it comes from, which version it is, and its digest once it is complete.</summary>
/// <param name="Address">The address as asked for, before redirects.</param>
/// <param name="ETag">The server's entity tag, or null.</param>
/// <param name="LastModified">The server's modification time as sent, or null.</param>
/// <param name="Length">Total length in bytes, or -1 while unknown.</param>
/// <param name="ETagIsMd5">Whether the tag is the MD5 of the content.</param>
/// <param name="Sha256">Lower-case hexadecimal, or null while the download is incomplete.</param>
/// <param name="Md5">Lower-case hexadecimal, or null while the download is incomplete.</param>
/// <param name="ContentMd5">The MD5 that the server announced, lower-case hexadecimal, or null.</param>
internal sealed record CacheEntry(
    string Address, string? ETag, string? LastModified, long Length, bool ETagIsMd5 = false, string? Sha256 = null,
    string? Md5 = null, string? ContentMd5 = null)
{
    // Far more than the longest address and tag a server accepts in a request line.
    private const int MaxByteCount = 1 << 16;

    [JsonIgnore]
    public HttpValidators Validators => new(ETag, LastModified, Length, ETagIsMd5, ContentMd5);

    /// <summary>Reads a sidecar; null when it is missing, unreadable as JSON, or belongs to another address.</summary>
    public static CacheEntry? Read(string path, string address)
    {
        var info = new FileInfo(path);
        if (!info.Exists || info.Length > MaxByteCount)
        {
            return null;
        }

        CacheEntry? entry = Parse(File.ReadAllBytes(path));
        return string.Equals(entry?.Address, address, StringComparison.Ordinal) ? entry : null;
    }

    internal static CacheEntry? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CacheEntryJson.Default.CacheEntry);
        }
        catch (JsonException)
        {
            // A sidecar that was damaged only costs a download.
            return null;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, CacheEntryJson.Default.CacheEntry);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(CacheEntry))]
internal sealed partial class CacheEntryJson : JsonSerializerContext;
