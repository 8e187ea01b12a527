using System.Globalization;

namespace Portolan.Corpus.Sources;

/// <summary>What tells two versions of a remote file apart, as the server writes it.</summary>
/// <param name="ETag">The ETag header with its quotes, or null.</param>
/// <param name="LastModified">The Last-Modified header, or null.</param>
/// <param name="Length">Total length in bytes, or -1 when the server does not say.</param>
/// <param name="ETagIsMd5">True when the server is known to use the body's MD5 as the tag.</param>
/// <param name="ContentMd5">The MD5 that the server gives for the whole file, 32 lower-case hexadecimal digits, or null.</param>
internal sealed record HttpValidators(
    string? ETag, string? LastModified, long Length, bool ETagIsMd5 = false, string? ContentMd5 = null)
{
    public static HttpValidators Unknown { get; } = new(null, null, -1);

    /// <summary>True when there is something that tells whether a part fetched by an earlier process still fits.</summary>
    public bool CanResume => ETag is not null || LastModified is not null;

    /// <summary>The value for If-Range: a strong tag, or the modification time; RFC 9110 section 13.1.5 allows no weak tag.</summary>
    public string? IfRange => ETag is not null && ETag.StartsWith('"') ? ETag : LastModified;

    public string Identity => string.Create(CultureInfo.InvariantCulture, $"{ETag ?? LastModified}|{Length}");

    /// <summary>Says in what another answer contradicts this one, or null. What one of them leaves out contradicts nothing.</summary>
    public string? DifferenceTo(HttpValidators other)
    {
        if (Length >= 0 && other.Length >= 0 && Length != other.Length)
        {
            return string.Create(CultureInfo.InvariantCulture, $"its length was {Length} and is {other.Length} now");
        }

        if (ETag is not null && other.ETag is not null)
        {
            // Mirrors of one file agree on the tag but not always on the time, so the time counts only without tags.
            return string.Equals(ETag, other.ETag, StringComparison.Ordinal) ? null : $"its ETag was {ETag} and is {other.ETag} now";
        }

        return LastModified is not null && other.LastModified is not null
            && !string.Equals(LastModified, other.LastModified, StringComparison.Ordinal)
            ? $"it was last modified {LastModified} and is {other.LastModified} now"
            : null;
    }

    /// <summary>This knowledge with the gaps filled from a later answer.</summary>
    public HttpValidators Merge(HttpValidators other) => new(
        ETag ?? other.ETag, LastModified ?? other.LastModified, Length >= 0 ? Length : other.Length, ETagIsMd5 || other.ETagIsMd5,
        ContentMd5 ?? other.ContentMd5);
}
