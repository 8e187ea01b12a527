using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Portolan.Storage;

namespace Portolan.Corpus.Sources;

/// <summary>Fetches one remote file to one place on disk, going on where an earlier try stopped.</summary>
/// <param name="file">What to fetch, with the digest it must have.</param>
/// <param name="place">Where to.</param>
/// <param name="arrived">Told how many bytes were added to the file, those of an earlier try included; null for nobody.</param>
internal sealed class Download(HttpFile file, DownloadPlace place, Action<long>? arrived = null)
{
    private const int CopyBufferByteCount = 1 << 17;

    // A download is started over when the file changes under it or arrives damaged; a file that keeps changing is not worth more.
    private const int MaxRestarts = 2;

    private static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(50);

    // What this process has already checked, so that the passes of one build hash a cached file once.
    private static readonly ConcurrentDictionary<string, string> Verified = new(StringComparer.Ordinal);

    /// <summary>Fetches what is missing and checks all of it.</summary>
    /// <returns>False when the complete file was there already and still has its digest.</returns>
    /// <exception cref="CorpusException">The file cannot be fetched or has another digest than it should.</exception>
    /// <exception cref="IOException">The place cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The place cannot be written.</exception>
    public async Task<bool> CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place.Path)!);
            Directory.CreateDirectory(Path.GetDirectoryName(place.Lock)!);
            using FileStream guard = await LockAsync(cancellationToken).ConfigureAwait(false);
            if (await IsCompleteAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            for (int restart = 0; ; restart++)
            {
                try
                {
                    await DownloadAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (HttpFaultException fault) when (fault.Kind == HttpFaultKind.Changed && restart < MaxRestarts)
                {
                    arrived?.Invoke(-Math.Max(0, LengthOf(place.Part)));
                    File.Delete(place.Part);
                    File.Delete(place.Sidecar);
                }
            }
        }
        catch (HttpFaultException fault)
        {
            throw fault.ToCorpusException(file.Address, LengthOf(place.Part));
        }
    }

    /// <summary>The sidecar of the complete file, or null when there is none.</summary>
    public CacheEntry? Entry => CacheEntry.Read(place.Sidecar, file.Address.AbsoluteUri);

    private async ValueTask<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(place.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && IsSharingViolation(e))
            {
                await Task.Delay(LockPollInterval, file.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // EWOULDBLOCK (11) from flock; ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException e) => e.HResult == 11 || e.HResult == unchecked((int)0x80070020);

    private async ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken)
    {
        CacheEntry? entry = CacheEntry.Read(place.Sidecar, file.Address.AbsoluteUri);
        if (entry?.Sha256 is null || !File.Exists(place.Path))
        {
            return false;
        }

        if (LengthOf(place.Path) == entry.Length
            && (file.Probed is null || entry.Validators.DifferenceTo(file.Probed) is null)
            && MismatchOf(entry) is null
            && await HasDigestAsync(place.Path, entry.Sha256, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        // Damaged, or no longer what the server has: it must not be mistaken for a part.
        File.Delete(place.Path);
        File.Delete(place.Sidecar);
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

    private async Task DownloadAsync(CancellationToken cancellationToken)
    {
        HttpValidators known = file.Probed ?? HttpValidators.Unknown;
        CacheEntry? entry = CacheEntry.Read(place.Sidecar, file.Address.AbsoluteUri);
        bool resume = entry is not null && entry.Validators.CanResume && entry.Validators.DifferenceTo(known) is null
            && (entry.Length < 0 || LengthOf(place.Part) <= entry.Length);
        CacheEntry complete;
        using (var part = new FileStream(
            place.Part, resume ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
        {
            using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBufferByteCount);
            try
            {
                for (int count; (count = await part.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                {
                    arrived?.Invoke(count);
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
                            AtomicFile.WriteAllBytes(place.Sidecar, EntryOf(written).ToJson());
                        }

                        await part.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                        arrived?.Invoke(count);
                        sha256.AppendData(buffer, 0, count);
                        md5.AppendData(buffer, 0, count);
                    }

                    complete = EntryOf(remote.Validators) with
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

        if (MismatchOf(complete) is { } mismatch)
        {
            throw new HttpFaultException(
                mismatch, HttpFaultKind.Changed, "the file arrives damaged or is another one than expected; check the address and the digest");
        }

        // The sidecar first: a complete file without one would be fetched again, a sidecar beside a complete part costs nothing.
        AtomicFile.WriteAllBytes(place.Sidecar, complete.ToJson());
        File.Move(place.Part, place.Path, overwrite: true);
    }

    private CacheEntry EntryOf(HttpValidators validators) =>
        new(file.Address.AbsoluteUri, validators.ETag, validators.LastModified, validators.Length, validators.ETagIsMd5, ContentMd5: validators.ContentMd5);

    private string? MismatchOf(CacheEntry entry)
    {
        string? expectedMd5 = file.Expected.Md5 ?? entry.ContentMd5 ?? (entry.ETagIsMd5 ? entry.ETag!.Trim('"') : null);
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
