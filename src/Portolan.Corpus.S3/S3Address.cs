using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Portolan.Corpus.S3;

/// <summary>A bucket and a key, or the beginning of keys.</summary>
/// <param name="Bucket">3 to 63 lower-case letters, digits, dots, dashes and underscores.</param>
/// <param name="Key">As S3 has it, nothing escaped; empty for the whole bucket.</param>
internal readonly record struct S3Address(string Bucket, string Key)
{
    // S3's own limit for a key in UTF-8.
    private const int MaxKeyByteCount = 1024;

    /// <summary>True when everything below it is meant.</summary>
    public bool IsFolder => Key.Length == 0 || Key.EndsWith('/');

    /// <summary>Reads an address as the AWS command line does: what follows the bucket is the key as it is, nothing in it is an escape.</summary>
    /// <exception cref="CorpusException">No bucket, or a key that cannot be part of an address.</exception>
    public static S3Address Parse(string text)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        int slash = text.IndexOf('/', start);
        string bucket = slash < 0 ? text[start..] : text[start..slash];
        string key = slash < 0 ? "" : text[(slash + 1)..];
        if (!IsBucket(bucket))
        {
            throw new CorpusException($"'{text}' names no bucket", text, hint: "write s3://bucket/key, or s3://bucket/prefix/ for everything below it");
        }

        return IsKey(key)
            ? new S3Address(bucket, key)
            : throw new CorpusException($"'{text}' has a key that cannot be read", text, hint: "a key has at most 1024 bytes, no control characters and no parts that are . or ..");
    }

    /// <summary>The other way round of <see cref="ToUri"/>.</summary>
    public static S3Address Of(Uri address) => new(address.Host, Uri.UnescapeDataString(address.AbsolutePath[1..]));

    /// <summary>As an address that other parts of the program can take apart and show.</summary>
    public Uri ToUri(string scheme) => new($"{scheme}://{Bucket}/{Escape(Key)}");

    /// <summary>A key for a path: every part escaped, the slashes kept.</summary>
    public static string Escape(string key) => string.Join('/', key.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Whether a key of a listing can be an address of ours.</summary>
    public static bool IsKey([NotNullWhen(true)] string? key) =>
        key is not null && key.Length <= MaxKeyByteCount && Encoding.UTF8.GetByteCount(key) <= MaxKeyByteCount && !key.Any(char.IsControl)
        && !key.Contains('\uFFFD', StringComparison.Ordinal) && IsWellFormed(key) && !key.Split('/').Any(static part => part is "." or "..");

    private static bool IsBucket(string bucket) =>
        bucket.Length is >= 3 and <= 63 && bucket.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_')
        && char.IsAsciiLetterOrDigit(bucket[0]) && !bucket.Contains("..", StringComparison.Ordinal);

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
