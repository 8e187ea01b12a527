using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portolan.Storage;

namespace Portolan.Corpus.Sources;

/// <summary>Complete downloads on disk, each under a name made from its address.</summary>
/// <remarks>
/// For an address there are <c>{key}-{name}</c> (complete only), <c>.part</c> (what has arrived), <c>.json</c> (the sidecar) and
/// <c>.lock</c>. A killed download leaves its part, which the next one continues if the server still has that version. Thread-safe, and
/// safe between processes.
/// </remarks>
internal sealed class DownloadCache
{
    private const int CopyBufferByteCount = 1 << 17;

    // A download is started over when the file changes under it or arrives damaged; a file that keeps changing is not worth more.
    private const int MaxRestarts = 2;

    private static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(50);

    // What this process has already checked, so that the passes of one build hash a cached file once.
    private static readonly ConcurrentDictionary<string, string> Verified = new(StringComparer.Ordinal);

    private readonly HttpSourceOptions options;

    public DownloadCache(HttpSourceOptions options)
    {
        this.options = options;
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
            Directory.CreateDirectory(Folder);
            using FileStream guard = await LockAsync(path + ".lock", cancellationToken).ConfigureAwait(false);
            if (await IsCompleteAsync(file, path, cancellationToken).ConfigureAwait(false))
            {
                return path;
            }

            for (int restart = 0; ; restart++)
            {
                try
                {
                    await DownloadAsync(file, path, cancellationToken).ConfigureAwait(false);
                    return path;
                }
                catch (HttpFaultException fault) when (fault.Kind == HttpFaultKind.Changed && restart < MaxRestarts)
                {
                    File.Delete(path + ".part");
                    File.Delete(path + ".json");
                }
            }
        }
        catch (HttpFaultException fault)
        {
            throw fault.ToCorpusException(file.Address, LengthOf(path + ".part"));
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

    private async ValueTask<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && IsSharingViolation(e))
            {
                await Task.Delay(LockPollInterval, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // EWOULDBLOCK (11) from flock; ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException e) => e.HResult == 11 || e.HResult == unchecked((int)0x80070020);

    private static async ValueTask<bool> IsCompleteAsync(HttpFile file, string path, CancellationToken cancellationToken)
    {
        CacheEntry? entry = CacheEntry.Read(path + ".json", file.Address.AbsoluteUri);
        if (entry?.Sha256 is null || !File.Exists(path))
        {
            return false;
        }

        if (LengthOf(path) == entry.Length
            && (file.Probed is null || entry.Validators.DifferenceTo(file.Probed) is null)
            && MismatchOf(file, entry) is null
            && await HasDigestAsync(path, entry.Sha256, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        // Damaged, or no longer what the server has: it must not be mistaken for a part.
        File.Delete(path);
        File.Delete(path + ".json");
        return false;
    }

    private static async ValueTask<bool> HasDigestAsync(string path, string sha256, CancellationToken cancellationToken)
    {
        var info = new FileInfo(path);
        string state = string.Create(CultureInfo.InvariantCulture, $"{sha256}|{info.Length}|{info.LastWriteTimeUtc.Ticks}");
        if (Verified.TryGetValue(path, out string? verified) && string.Equals(verified, state, StringComparison.Ordinal))
        {
            return true;
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] digest = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        if (!string.Equals(Convert.ToHexStringLower(digest), sha256, StringComparison.Ordinal))
        {
            return false;
        }

        Verified[path] = state;
        return true;
    }

    private static async Task DownloadAsync(HttpFile file, string path, CancellationToken cancellationToken)
    {
        string partPath = path + ".part";
        string sidecarPath = path + ".json";
        HttpValidators known = file.Probed ?? HttpValidators.Unknown;
        CacheEntry? entry = CacheEntry.Read(sidecarPath, file.Address.AbsoluteUri);
        bool resume = entry is not null && entry.Validators.CanResume && entry.Validators.DifferenceTo(known) is null
            && (entry.Length < 0 || LengthOf(partPath) <= entry.Length);
        CacheEntry complete;
        using (var part = new FileStream(
            partPath, resume ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
        {
            using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBufferByteCount);
            try
            {
                for (int count; (count = await part.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                {
                    sha256.AppendData(buffer, 0, count);
                    md5.AppendData(buffer, 0, count);
                }

                var remote = new HttpRangeStream(
                    file, part.Position, resume && part.Position > 0 ? entry!.Validators.Merge(known) : known, cancellationToken);
                await using (remote.ConfigureAwait(false))
                {
                    HttpValidators? written = null;
                    for (int count; (count = await remote.ReadCoreAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                    {
                        if (written != remote.Validators)
                        {
                            // Before the bytes: a part without its validators could not be continued.
                            written = remote.Validators;
                            AtomicFile.WriteAllBytes(sidecarPath, EntryOf(file, written).ToJson());
                        }

                        await part.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                        sha256.AppendData(buffer, 0, count);
                        md5.AppendData(buffer, 0, count);
                    }

                    complete = EntryOf(file, remote.Validators) with
                    {
                        Length = part.Length,
                        Sha256 = Convert.ToHexStringLower(sha256.GetHashAndReset()),
                        Md5 = Convert.ToHexStringLower(md5.GetHashAndReset()),
                    };
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            part.Flush(flushToDisk: true);
        }

        if (MismatchOf(file, complete) is { } mismatch)
        {
            throw new HttpFaultException(
                mismatch, HttpFaultKind.Changed, "the file arrives damaged or is another one than expected; check the address and the digest");
        }

        // The sidecar first: a complete file without one would be fetched again, a sidecar beside a complete part costs nothing.
        AtomicFile.WriteAllBytes(sidecarPath, complete.ToJson());
        File.Move(partPath, path, overwrite: true);
    }

    private static CacheEntry EntryOf(HttpFile file, HttpValidators validators) =>
        new(file.Address.AbsoluteUri, validators.ETag, validators.LastModified, validators.Length, validators.ETagIsMd5);

    private static string? MismatchOf(HttpFile file, CacheEntry entry)
    {
        string? expectedMd5 = file.Expected.Md5 ?? (entry.ETagIsMd5 ? entry.ETag!.Trim('"') : null);
        if (file.Expected.Sha256 is { } sha256 && !string.Equals(sha256, entry.Sha256, StringComparison.Ordinal))
        {
            return $"{file.Address} has SHA-256 {entry.Sha256}, expected {sha256}";
        }

        return expectedMd5 is not null && !string.Equals(expectedMd5, entry.Md5, StringComparison.Ordinal)
            ? $"{file.Address} has MD5 {entry.Md5}, expected {expectedMd5}"
            : null;
    }

    private static long LengthOf(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? info.Length : -1;
    }
}
