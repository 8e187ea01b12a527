using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portolan.Storage;

namespace Portolan.Corpus.Urls;

/// <summary>Finds and reads the public suffix list, which the npm package <c>psl</c> carries as data; no script of it is run.</summary>
internal static class PublicSuffixFile
{
    /// <summary>The environment variable that names another list, such as a fresh <c>public_suffix_list.dat</c>.</summary>
    public const string Variable = "PORTOLAN_PUBLIC_SUFFIX_LIST";

    /// <summary>Where the packaged list lies below the directory that holds the folder of <c>assets/package.json</c>.</summary>
    public const string PackagedPath = "assets/node_modules/psl/data/rules.js";

    /// <summary>SHA-256 of the packaged list in psl 1.15.0, lower-case hexadecimal.</summary>
    public const string PackagedSha256 = "88acb0ed1454263e482a02f8fbef97a377f191b1f1e497bd1b71a29af9b21d7c";

    // The list has 250 KB; ten times that leaves room for decades.
    private const int MaxBytes = 1 << 22;

    private const string Hint = "run ./portolan quickstart or npm ci --prefix assets, or set " + Variable + " to a file from https://publicsuffix.org/list/public_suffix_list.dat";

    /// <summary>Path of the list to use: the one named, else what <see cref="Variable"/> names, else the packaged one in the application's directory or the nearest above it that has it.</summary>
    /// <param name="explicitPath">A list, or null.</param>
    /// <exception cref="StorageException">The file named does not exist, or there is no packaged list.</exception>
    public static string Locate(string? explicitPath) =>
        Locate(explicitPath, Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    internal static string Locate(string? explicitPath, string? variable, string directory)
    {
        string? named = string.IsNullOrEmpty(explicitPath) ? variable : explicitPath;
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named) ? named : throw new StorageException($"no public suffix list at {named}", named, hint: Hint);
        }

        for (DirectoryInfo? at = new(directory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, PackagedPath);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new StorageException($"the public suffix list is not installed: no {PackagedPath} in {directory} or above it", PackagedPath, hint: Hint);
    }

    /// <summary>The rules in order, as they are written, each with whether it is of the private section.</summary>
    internal static IReadOnlyList<(string Rule, bool IsPrivate)> Read(string path)
    {
        if (new FileInfo(path).Length > MaxBytes)
        {
            throw NoList(path, $"has more than {MaxBytes} bytes");
        }

        byte[] bytes = File.ReadAllBytes(path);
        if (Path.GetFullPath(path).Replace('\\', '/').EndsWith("/" + PackagedPath, StringComparison.Ordinal)
            && Convert.ToHexStringLower(SHA256.HashData(bytes)) is var digest && digest != PackagedSha256)
        {
            throw new StorageException($"{path} has SHA-256 {digest}, expected {PackagedSha256}", path, hint: "remove assets/node_modules, then " + Hint);
        }

        return Parse(bytes, path);
    }

    /// <summary>Takes any bytes for a list; only a <see cref="StorageException"/> comes of what is none.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            return Parse(data.ToArray(), "fuzz").Count > 0;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static List<(string Rule, bool IsPrivate)> Parse(byte[] bytes, string path)
    {
        ReadOnlySpan<byte> script = "export default"u8;
        List<(string Rule, bool IsPrivate)> rules = bytes.AsSpan().StartsWith(script) ? ParseScript(bytes.AsMemory(script.Length), path) : ParseList(bytes);
        return rules.Count > 0 ? rules : throw NoList(path, "has no rules");
    }

    // The package keeps the order of the list but not the line between its sections. No company has a suffix of one label, and the
    // registries' section ends with the new top-level domains, so that the private rules are those behind the last rule of one label.
    private static List<(string Rule, bool IsPrivate)> ParseScript(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.TrimEnd("; \n\r"u8), new JsonDocumentOptions { MaxDepth = 2 });
            List<string> names = [.. document.RootElement.EnumerateArray().Select(item => item.GetString() ?? "")];
            int lastTop = names.FindLastIndex(name => !name.Contains('.', StringComparison.Ordinal));
            return [.. names.Select((name, i) => (name, i > lastTop))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new StorageException($"{path} is no list of rules: {e.Message}", path, hint: Hint, innerException: e);
        }
    }

    private static List<(string Rule, bool IsPrivate)> ParseList(byte[] bytes)
    {
        List<(string Rule, bool IsPrivate)> rules = [];
        bool isPrivate = false;
        foreach (ReadOnlySpan<char> line in Encoding.UTF8.GetString(bytes).AsSpan().EnumerateLines())
        {
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                isPrivate |= line.Contains("===BEGIN PRIVATE DOMAINS===", StringComparison.Ordinal);
                continue;
            }

            // A rule ends at the first white space.
            ReadOnlySpan<char> trimmed = line.TrimStart();
            int end = trimmed.IndexOfAny(" \t");
            ReadOnlySpan<char> rule = end < 0 ? trimmed : trimmed[..end];
            if (!rule.IsEmpty)
            {
                rules.Add((rule.ToString(), isPrivate));
            }
        }

        return rules;
    }

    private static StorageException NoList(string path, string what) => new($"{path} {what}, expected a public suffix list", path, hint: Hint);
}
