namespace Portolan.Encoders.Models.Hub;

/// <summary>An answer whose header was read, with what the hub itself said on the way to it.</summary>
internal sealed class HubReply(HttpResponseMessage response, string? linkedTag, string? commit) : IDisposable
{
    public HttpResponseMessage Response => response;

    /// <summary>SHA-256 of a file that lies elsewhere, or git's name of one that lies on the hub; null where neither was said.</summary>
    public string? LinkedTag => linkedTag;

    /// <summary>The commit that the hub served, or null.</summary>
    public string? Commit => commit;

    /// <summary>The tag for <c>If-Range</c>; null where it is weak or missing.</summary>
    public string? StrongTag => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    public void Dispose() => response.Dispose();
}
