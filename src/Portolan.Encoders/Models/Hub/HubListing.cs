using System.Text.Json;
using Portolan.Encoders.Models.Internals;

namespace Portolan.Encoders.Models.Hub;

/// <summary>What the hub says of a repository at one revision.</summary>
/// <param name="Commit">The commit, 40 lower-case hexadecimal digits.</param>
/// <param name="License">The licence that the model card names, or null.</param>
/// <param name="Files">Its files; those with names that could lead out of a directory are left out.</param>
internal sealed record HubListing(string Commit, string? License, IReadOnlyList<HubFile> Files)
{
    /// <summary>The longest answer that is read: some 100,000 files.</summary>
    public const int MaxBytes = 32 << 20;

    // The hub's lower-case names of the licences that models mostly have; the rest are passed on as they are.
    private static readonly string[] SpdxNames =
    [
        "Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-2.0", "CC-BY-NC-3.0",
        "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC0-1.0", "MPL-2.0", "Unlicense", "ISC", "Artistic-2.0", "BSL-1.0", "Zlib",
    ];

    /// <summary>Reads the answer to <c>/api/models/{repository}/revision/{revision}?blobs=true</c>.</summary>
    /// <exception cref="HubFault">It is another answer.</exception>
    public static HubListing Parse(ReadOnlyMemory<byte> json, string address)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "sha") is not { Length: 40 } commit || !commit.All(char.IsAsciiHexDigitLower)
                || !root.TryGetProperty("siblings", out JsonElement siblings) || siblings.ValueKind != JsonValueKind.Array)
            {
                throw Foreign(address, "it names no commit and files", null);
            }

            var files = new List<HubFile>();
            foreach (JsonElement sibling in siblings.EnumerateArray())
            {
                if (Text(sibling, "rfilename") is { } path && PackPath.ProblemOf(path) is null)
                {
                    files.Add(File(sibling, path));
                }
            }

            return new HubListing(commit, LicenseOf(root), files);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is the framework's answer to a string that is no Unicode.
            throw Foreign(address, exception.Message, exception);
        }
    }

    /// <summary>Any bytes: a listing of safe paths, or a fault.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            HubListing listing = Parse(bytes.ToArray(), "fuzz");
            if (listing.Files.Any(file => PackPath.ProblemOf(file.Path) is not null || file.Size is < -1 or > ManifestRules.MaxFileBytes))
            {
                throw new ArgumentException("a file that should have been left out");
            }
        }
        catch (HubFault)
        {
            // The answer to bytes that are no listing.
        }
    }

    private static HubFile File(JsonElement sibling, string path)
    {
        if (sibling.TryGetProperty("lfs", out JsonElement lfs) && lfs.ValueKind == JsonValueKind.Object)
        {
            string? sha256 = Text(lfs, "sha256") ?? Text(lfs, "oid");
            return new HubFile(path, Size(lfs), sha256 is not null && ManifestRules.Sha256(sha256) is null ? sha256 : null, null);
        }

        string? blob = Text(sibling, "blobId");
        return new HubFile(path, Size(sibling), null, blob is { Length: 40 } && blob.All(char.IsAsciiHexDigitLower) ? blob : null);
    }

    private static long Size(JsonElement place) =>
        place.TryGetProperty("size", out JsonElement size) && size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out long bytes)
        && ManifestRules.Size(bytes) is null ? bytes : -1;

    private static string? LicenseOf(JsonElement root)
    {
        if (!root.TryGetProperty("cardData", out JsonElement card) || card.ValueKind != JsonValueKind.Object || !card.TryGetProperty("license", out JsonElement license))
        {
            return null;
        }

        string? name = license.ValueKind switch
        {
            JsonValueKind.String => license.GetString(),
            JsonValueKind.Array => string.Join(" AND ", license.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => Spdx(one.GetString()!))),
            _ => null,
        };
        if (name == "other")
        {
            name = Text(card, "license_name") ?? Text(card, "license_link") ?? name;
        }

        return name is { Length: > 0 } && ManifestRules.License(name) is null ? Spdx(name) : null;
    }

    private static string Spdx(string name) => Array.Find(SpdxNames, spdx => spdx.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;

    private static string? Text(JsonElement place, string name) =>
        place.ValueKind == JsonValueKind.Object && place.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static HubFault Foreign(string address, string why, Exception? inner) =>
        new($"{address} answered with something else than a repository's list of files: {ManifestRules.Shown(why)}", false, "check the address of the hub (--endpoint, HF_ENDPOINT)", inner);
}
