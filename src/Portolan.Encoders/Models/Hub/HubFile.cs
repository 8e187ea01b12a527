using System.Security.Cryptography;
using System.Text;

namespace Portolan.Encoders.Models.Hub;

/// <summary>A file of a repository, as the hub lists it.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Size">Bytes, or -1 where the hub does not say.</param>
/// <param name="Sha256">SHA-256 of a file that git keeps elsewhere (LFS), or null.</param>
/// <param name="GitBlob">Git's name of the content of any other file, or null.</param>
internal sealed record HubFile(string Path, long Size, string? Sha256, string? GitBlob)
{
    /// <summary>The name of what is fetched of this very content; another version of the file has another one.</summary>
    public string PartName(HubAddress address, string commit)
    {
        string place = Digest(Path)[..8];
        return Sha256 is not null ? $"sha256-{Sha256}-{place}"
            : GitBlob is not null ? $"git-{GitBlob}-{place}"
            : $"commit-{Digest($"{address.Endpoint}\n{address.Repository}\n{commit}")[..32]}-{place}";
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
