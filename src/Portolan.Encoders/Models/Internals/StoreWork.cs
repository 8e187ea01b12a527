using Portolan.Storage;

namespace Portolan.Encoders.Models.Internals;

/// <summary>A hidden directory of a store in which one change of it is prepared, locked as long as the change lasts.</summary>
/// <remarks>
/// Such directories are made and removed only while the store's own lock is held, which is never for longer than a few renames; so a
/// directory whose lock is free belongs to nobody, and the next change removes it. What a download has fetched stays: see <see cref="KeepParts"/>.
/// </remarks>
internal sealed class StoreWork : IDisposable
{
    public const string FolderName = ".work";

    private const string DownloadPrefix = "pull-";
    private const int StoreLockMilliseconds = 20;
    private const int StoreLockAttempts = 1500;

    private readonly string store;
    private readonly string directory;
    private readonly DirectoryLock held;

    private StoreWork(string store, string directory, DirectoryLock held)
    {
        this.store = store;
        this.directory = directory;
        this.held = held;
    }

    /// <summary>The pack that is being put together.</summary>
    public string Pack => Path.Combine(directory, "pack");

    /// <summary>Where the pack that made way goes.</summary>
    public string Old => Path.Combine(directory, "old");

    /// <summary>What is being downloaded.</summary>
    public string Parts => Path.Combine(directory, "parts");

    /// <summary>Whether <see cref="Parts"/> outlives this change, so that the same download can be continued.</summary>
    public bool KeepParts { get; set; }

    /// <summary>Begins a change of a model by its name; whatever an earlier one left is gone.</summary>
    /// <exception cref="StorageException">The same change is under way in another process.</exception>
    public static StoreWork OfModel(string store, string name, CancellationToken cancellationToken) => Begin(store, "add-" + name, cancellationToken);

    /// <summary>Begins or continues a download; what an earlier one fetched is there.</summary>
    /// <exception cref="StorageException">The same download is under way in another process.</exception>
    public static StoreWork OfDownload(string store, string repository, CancellationToken cancellationToken) =>
        Begin(store, DownloadPrefix + repository.Replace("/", "--", StringComparison.Ordinal), cancellationToken);

    /// <summary>The store's own lock, for a few renames.</summary>
    /// <exception cref="StorageException">Another process holds it for half a minute.</exception>
    public static DirectoryLock LockStore(string store, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return DirectoryLock.Acquire(store);
            }
            catch (StorageException) when (attempt < StoreLockAttempts)
            {
                cancellationToken.WaitHandle.WaitOne(StoreLockMilliseconds);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    public void Dispose()
    {
        using DirectoryLock whole = LockStore(store, CancellationToken.None);
        held.Dispose();
        Remove(directory, KeepParts);
        string all = Path.Combine(store, FolderName);
        if (!Directory.EnumerateFileSystemEntries(all).Any())
        {
            Directory.Delete(all);
        }
    }

    private static StoreWork Begin(string store, string key, CancellationToken cancellationToken)
    {
        using DirectoryLock whole = LockStore(store, cancellationToken);
        string all = Path.Combine(store, FolderName);
        string directory = Path.Combine(all, key);
        Directory.CreateDirectory(directory);
        DirectoryLock held = DirectoryLock.Acquire(directory);
        try
        {
            foreach (string other in Directory.GetDirectories(all))
            {
                if (other != directory)
                {
                    RemoveIfAbandoned(other);
                }
            }

            if (!key.StartsWith(DownloadPrefix, StringComparison.Ordinal))
            {
                Delete(Path.Combine(directory, "pack"));
            }

            Delete(Path.Combine(directory, "old"));
            return new StoreWork(store, directory, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static void RemoveIfAbandoned(string directory)
    {
        try
        {
            DirectoryLock.Acquire(directory).Dispose();
        }
        catch (StorageException)
        {
            return;
        }

        // A download that was killed may have begun to put its pack together; only the next run of it knows what belongs where.
        if (!Path.GetFileName(directory).StartsWith(DownloadPrefix, StringComparison.Ordinal))
        {
            Remove(directory, keepParts: false);
        }
    }

    private static void Remove(string directory, bool keepParts)
    {
        string parts = Path.Combine(directory, "parts");
        if (!keepParts || !Directory.Exists(parts) || !Directory.EnumerateFileSystemEntries(parts).Any())
        {
            Delete(directory);
            return;
        }

        Delete(Path.Combine(directory, "pack"));
        Delete(Path.Combine(directory, "old"));
    }

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
