using System.Buffers;
using Portolan.Encoders.Models.Internals;

namespace Portolan.Encoders.Models.Hub;

/// <summary>A model repository on Hugging Face's hub, or on another server that speaks its protocol.</summary>
public sealed record HubAddress
{
    /// <summary>The hub that is meant when no other one is named.</summary>
    public const string DefaultEndpoint = "https://huggingface.co";

    private const string DefaultRevision = "main";

    // The hub's own limits are 96 for a name and git's for a revision.
    private const int MaxPart = 96;
    private const int MaxRevision = 255;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private HubAddress(Uri endpoint, string repository, string revision)
    {
        Endpoint = endpoint;
        Repository = repository;
        Revision = revision;
    }

    /// <summary>The server: http or https, ending in '/'.</summary>
    public Uri Endpoint { get; }

    /// <summary>The owner and the name, such as <c>sentence-transformers/all-MiniLM-L6-v2</c>.</summary>
    public string Repository { get; }

    /// <summary>A branch, a tag or a commit.</summary>
    public string Revision { get; }

    /// <summary>Reads <c>owner/name</c>, <c>owner/name@revision</c>, or the address of the repository's page, with or without <c>/tree/revision</c>.</summary>
    /// <param name="text">The address.</param>
    /// <param name="endpoint">The server, http or https; null for <see cref="DefaultEndpoint"/>.</param>
    /// <exception cref="EncoderException">It is none, or a page of another server than <paramref name="endpoint"/>.</exception>
    public static HubAddress Parse(string text, string? endpoint = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        Uri server = Server(endpoint ?? DefaultEndpoint);
        string path = text.Trim();
        string? revision = null;
        if (path.Contains("://", StringComparison.Ordinal))
        {
            path = PathOnServer(path, server);
            string[] parts = path.Split('/', 4);
            if (parts is [_, _, "tree" or "commit", var tree])
            {
                path = $"{parts[0]}/{parts[1]}";
                revision = tree;
            }
        }

        int at = path.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0 && revision is null)
        {
            revision = path[(at + 1)..];
            path = path[..at];
        }

        revision ??= DefaultRevision;
        return path.Split('/') is not [var owner, var name] || !IsPart(owner) || !IsPart(name) || owner is "datasets" or "spaces" ? throw Wrong(text, "expected owner/name")
            : !IsRevision(revision) ? throw Wrong(text, $"its revision '{ManifestRules.Shown(revision)}' is no branch, tag or commit")
            : new HubAddress(server, path, revision);
    }

    /// <summary>As it can be read again, with the revision.</summary>
    public override string ToString() => $"{Repository}@{Revision}";

    private static Uri Server(string endpoint)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? server) || (server.Scheme != Uri.UriSchemeHttps && server.Scheme != Uri.UriSchemeHttp)
            || server.UserInfo.Length > 0 || server.Query.Length > 0 || server.Fragment.Length > 0)
        {
            throw new EncoderException(
                $"'{ManifestRules.Shown(endpoint)}' is no address of a hub", hint: $"write it as {DefaultEndpoint}, without user, password and query; a token comes from the variable HF_TOKEN");
        }

        return server.AbsolutePath.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");
    }

    private static string PathOnServer(string text, Uri server)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? page))
        {
            throw Wrong(text, "expected owner/name");
        }

        // A page of the hub is the usual way to name a model, also for those who fetch it from a mirror.
        bool isOnServer = page.Authority == server.Authority && page.AbsolutePath.StartsWith(server.AbsolutePath, StringComparison.Ordinal);
        return isOnServer || page.Host is "huggingface.co" or "hf.co"
            ? Uri.UnescapeDataString(isOnServer ? page.AbsolutePath[server.AbsolutePath.Length..] : page.AbsolutePath).Trim('/')
            : throw new EncoderException(
                $"{ManifestRules.Shown(text)} is not on {server.Authority}", hint: $"to trust that server, write --endpoint {page.GetLeftPart(UriPartial.Authority)}");
    }

    private static bool IsPart(string part) =>
        part.Length is > 0 and <= MaxPart && !part.AsSpan().ContainsAnyExcept(NameCharacters) && part[0] is not ('.' or '-') && !part.Contains("..", StringComparison.Ordinal);

    private static bool IsRevision(string revision) =>
        revision.Length <= MaxRevision && Array.TrueForAll(revision.Split('/'), IsPart);

    private static EncoderException Wrong(string text, string why) => new(
        $"'{ManifestRules.Shown(text)}' is no address of a model repository: {why}", hint: $"write it as owner/name, owner/name@revision or {DefaultEndpoint}/owner/name");
}
