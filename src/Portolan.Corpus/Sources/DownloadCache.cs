using System.Security.Cryptography;
using System.Text;

namespace Portolan.Corpus.Sources;

/// <summary>Complete downloads on disk, each under a name made from its address.</summary>
/// <remarks>
/// For an address there are <c>{key}-{name}</c> (complete only), <c>.part</c> (what has arrived), <c>.json</c> (the sidecar) and
/// <c>.lock</c>. A killed download leaves its part, which the next one continues if the server still has that version. Thread-safe, and
/// safe between processes.
/// </remarks>
internal sealed class DownloadCache
{
    public DownloadCache(HttpSourceOptions options)
    {
        Folder = Path.Combine(Path.GetFullPath(options.CacheDirectory ?? DefaultDirectory()), "http");
    }

    /// <summary>The folder that holds the downloads.</summary>
    public string Folder { get; }

    /// <summary>The path of the complete file for an address, whether it is there or not.</summary>
    public string PathOf(Uri address) => Path.Combine(Folder, FileNameOf(address));

    /// <inheritdoc cref="HttpFile.FetchAsync"/>
    public async Task<string> FetchAsync(HttpFile file, CancellationToken cancellationToken)
    {
        string path = PathOf(file.Address);
        try
        {
            await new Download(file, DownloadPlace.InCache(path)).CompleteAsync(cancellationToken).ConfigureAwait(false);
            return path;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not CorpusException)
        {
            throw new CorpusException(
                $"cannot keep {file.Address} in the cache {Folder}: {e.Message}",
                Folder,
                hint: "free some space, or set PORTOLAN_CACHE to a directory that can be written",
                innerException: e);
        }
    }

    internal static string DefaultDirectory()
    {
        string? named = Environment.GetEnvironmentVariable("PORTOLAN_CACHE");
        if (!string.IsNullOrEmpty(named))
        {
            return named;
        }

        // The XDG specification says that a relative path here is to be ignored.
        string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return !string.IsNullOrEmpty(xdg) && Path.IsPathRooted(xdg)
            ? Path.Combine(xdg, "portolan")
            : Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), ".cache", "portolan");
    }

    /// <summary>A name that keeps different addresses apart and never leaves the folder: 16 hexadecimal digits and the readable rest.</summary>
    internal static string FileNameOf(Uri address)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri));
        string last = address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..];
        var name = new StringBuilder(Convert.ToHexStringLower(digest.AsSpan(0, 8))).Append('-');

        // The end of a name says more (the format), and file systems allow 255 bytes with our endings.
        foreach (char c in last.AsSpan(Math.Max(0, last.Length - 120)))
        {
            name.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_');
        }

        return name.ToString();
    }
}
