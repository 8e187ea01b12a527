using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portolan.Testing;

/// <summary>A hub with one repository, as Hugging Face's answers: small files lie on it, large ones on a second server that it redirects to.</summary>
public sealed class HubServer : IDisposable
{
    private const int LargeBytes = 10_000;

    private readonly string repository;
    private readonly IReadOnlyDictionary<string, byte[]> files;

    public HubServer(string repository, IReadOnlyDictionary<string, byte[]> files)
    {
        this.repository = repository;
        this.files = files;
        Cdn = new LoopbackServer(request => OnCdn?.Invoke(request) ?? LoopbackAnswer.File(request, Stored(request), TagOf(Stored(request))));
        Hub = new LoopbackServer(request => OnHub?.Invoke(request) ?? Answer(request));
    }

    public LoopbackServer Hub { get; }

    public LoopbackServer Cdn { get; }

    public string Address => Hub.Base.AbsoluteUri;

    public string Commit { get; set; } = "5c9b2b0a5f6d4e0f8a1b3c2d4e5f60718293a4b5";

    /// <summary>Whether the list has sizes and hashes; those of large files come with the redirect in any case.</summary>
    public bool ListsHashes { get; set; } = true;

    /// <summary>When set, answers 401 to who does not send it.</summary>
    public string? Token { get; set; }

    /// <summary>More entries of the list, as JSON.</summary>
    public string MoreFiles { get; set; } = "";

    /// <summary>What the list names as licence.</summary>
    public string License { get; set; } = "apache-2.0";

    /// <summary>Answers in the place of the hub; null leaves it to the hub.</summary>
    public Func<LoopbackRequest, LoopbackAnswer?>? OnHub { get; set; }

    /// <summary>Answers in the place of the second server.</summary>
    public Func<LoopbackRequest, LoopbackAnswer?>? OnCdn { get; set; }

    /// <summary>The file that a request to the second server names.</summary>
    public byte[] Stored(LoopbackRequest request) => files[request.Path[1..]];

    public static string TagOf(byte[] content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";

    public void Dispose()
    {
        Hub.Dispose();
        Cdn.Dispose();
    }

    private LoopbackAnswer Answer(LoopbackRequest request)
    {
        if (Token is not null && request["Authorization"] != "Bearer " + Token)
        {
            return LoopbackAnswer.Status(401, "Unauthorized", "X-Error-Code: GatedRepo", """{"error":"Access to this repository is restricted"}""");
        }

        string api = $"/api/models/{repository}/revision/";
        if (request.Path.StartsWith(api, StringComparison.Ordinal))
        {
            string revision = request.Path[api.Length..].Split('?')[0];
            return revision == "main" || revision == Commit
                ? LoopbackAnswer.Status(200, "OK", "Content-Type: application/json", List())
                : LoopbackAnswer.Status(404, "Not Found", "X-Error-Code: RevisionNotFound");
        }

        string resolve = $"/{repository}/resolve/{Commit}/";
        if (!request.Path.StartsWith(resolve, StringComparison.Ordinal) || !files.TryGetValue(request.Path[resolve.Length..], out byte[]? content))
        {
            return LoopbackAnswer.Status(404, "Not Found", request.Path.StartsWith($"/{repository}/", StringComparison.Ordinal) ? "X-Error-Code: EntryNotFound" : "X-Error-Code: RepoNotFound");
        }

        return content.Length < LargeBytes
            ? LoopbackAnswer.File(request, content, $"\"{GitBlob(content)}\"", $"X-Repo-Commit: {Commit}")
            : LoopbackAnswer.Status(
                302, "Found",
                $"Location: {Cdn.AddressOf(request.Path[resolve.Length..])}\nX-Repo-Commit: {Commit}\nX-Linked-Size: {content.Length}\nX-Linked-Etag: \"{Convert.ToHexStringLower(SHA256.HashData(content))}\"");
    }

    private string List()
    {
        IEnumerable<string> entries = files.Select(file =>
        {
            string name = JsonSerializer.Serialize(file.Key);
            return !ListsHashes ? $$$"""{"rfilename":{{{name}}}}"""
                : file.Value.Length < LargeBytes ? $$$"""{"rfilename":{{{name}}},"size":{{{file.Value.Length}}},"blobId":"{{{GitBlob(file.Value)}}}"}"""
                : $$$"""{"rfilename":{{{name}}},"size":{{{file.Value.Length}}},"blobId":"{{{new string('0', 40)}}}","lfs":{"sha256":"{{{Convert.ToHexStringLower(SHA256.HashData(file.Value))}}}","size":{{{file.Value.Length}}},"pointerSize":134}}""";
        });
        return $$$"""{"_id":"1","id":"{{{repository}}}","sha":"{{{Commit}}}","private":false,"gated":false,"cardData":{"license":"{{{License}}}"},"siblings":[{{{string.Join(',', entries)}}}{{{MoreFiles}}}]}""";
    }

    private static string GitBlob(byte[] content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
}
