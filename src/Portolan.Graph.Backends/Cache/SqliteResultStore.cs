using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Portolan.Storage;

namespace Portolan.Graph.Backends.Cache;

/// <summary>Keeps results in one SQLite file, by node key.</summary>
/// <remarks>
/// The format is specified in <c>docs/formats/reply-cache.md</c>. Thread-safe, and safe with several processes on one machine; the file
/// must not be on a network file system, where SQLite's write-ahead log does not work. A result counts as kept when its transaction is
/// on the device; results that are saved at the same time share one transaction.
/// </remarks>
public sealed partial class SqliteResultStore : IResultStore, IDisposable
{
    /// <summary>A larger result is neither written nor read.</summary>
    public const int MaxPayloadBytes = 64 << 20;

    // Uses are noted with the next results that are saved, or when so many have gathered.
    private const int GatheredUses = 4096;

    private readonly SqliteResultStoreOptions options;
    private readonly SqliteConnection writing;
    private readonly SqliteConnection reading;
    private readonly SqliteCommand find;
    private readonly SqliteCommand contains;
    private readonly Lock writeGate = new();
    private readonly Lock readGate = new();
    private readonly object gatherGate = new();
    private List<Request> gathered = [];
    private HashSet<NodeKey> uses = [];
    private Thread? writer;
    private volatile bool disposed;

    private SqliteResultStore(string path, SqliteResultStoreOptions options, SqliteConnection writing, SqliteConnection reading)
    {
        Path = path;
        this.options = options;
        this.writing = writing;
        this.reading = reading;
        find = reading.CreateCommand();
        find.CommandText = "SELECT operation, version, digest, length(payload), payload FROM results WHERE key = $key";
        find.Parameters.Add("$key", SqliteType.Blob);
        contains = reading.CreateCommand();
        contains.CommandText = "SELECT 1 FROM results WHERE key = $key AND operation = $operation AND version = $version";
        contains.Parameters.Add("$key", SqliteType.Blob);
        contains.Parameters.Add("$operation", SqliteType.Text);
        contains.Parameters.Add("$version", SqliteType.Integer);
    }

    /// <summary>Full path of the database.</summary>
    public string Path { get; }

    /// <summary>Opens a cache, and creates it when there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="StorageException">The file is damaged, no cache of this version, locked for too long, or not there although it must be.</exception>
    public static SqliteResultStore Open(string path, SqliteResultStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new SqliteResultStoreOptions();
        string full = System.IO.Path.GetFullPath(path);
        if (options.MustExist && !File.Exists(full))
        {
            throw new StorageException($"there is no cache {path}", path, hint: "give the file that 'graph run' wrote, beside its output unless --cache named another");
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        SqliteConnection? writing = null, reading = null;
        try
        {
            writing = CacheSchema.Connect(full, options.Patience);
            CacheSchema.Prepare(writing, path);
            reading = CacheSchema.Connect(full, options.Patience);
            var store = new SqliteResultStore(full, options, writing, reading);
            (writing, reading) = (null, null);
            return store;
        }
        catch (SqliteException e)
        {
            throw Problem(e, path);
        }
        finally
        {
            writing?.Dispose();
            reading?.Dispose();
        }
    }

    /// <inheritdoc/>
    public StoreLookup<T> Find<T>(ResultAddress address)
    {
        try
        {
            (byte[]? payload, string? problem) = ReadPayload(address);
            if (payload is null)
            {
                return new StoreLookup<T>(false, default, problem);
            }

            T? result = ResultPayload.Read<T>(payload, out string? mismatch);
            if (mismatch is not null)
            {
                return new StoreLookup<T>(false, default, Rejection(address, mismatch));
            }

            NoteUse(address.Key);
            return new StoreLookup<T>(true, result, null);
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException || (e is InvalidOperationException and not ObjectDisposedException))
        {
            // The last two: a damaged page gave a column something that it cannot hold.
            return new StoreLookup<T>(false, default, Rejection(address, $"cannot be read: {e.Message}"));
        }
    }

    /// <summary>Whether there is a result, without reading it.</summary>
    /// <param name="address">The node.</param>
    public bool Contains(ResultAddress address)
    {
        lock (readGate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            contains.Parameters[0].Value = Bytes(address.Key);
            contains.Parameters[1].Value = address.Operation;
            contains.Parameters[2].Value = address.Version;
            return contains.ExecuteScalar() is not null;
        }
    }

    /// <inheritdoc/>
    public string? WhyNotStorable(Type resultType)
    {
        ArgumentNullException.ThrowIfNull(resultType);
        return typeof(IHasFiles).IsAssignableFrom(resultType)
            ? $"{resultType} owns files, which a database cannot keep; use {nameof(FileResultStore)}"
            : ResultPayload.WhyNotStorable(resultType);
    }

    /// <summary>Notes what was used, and closes the file.</summary>
    public void Dispose()
    {
        lock (gatherGate)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
            Monitor.PulseAll(gatherGate);
        }

        // What was gathered is written first: somebody waits for it.
        writer?.Join();
        lock (writeGate)
        {
            lock (readGate)
            {
                try
                {
                    Commit([], TakeUses());
                }
                catch (SqliteException)
                {
                    // How often a result was used is worth no error.
                }

                find.Dispose();
                contains.Dispose();
                reading.Dispose();
                writing.Dispose();
            }
        }
    }

    private static byte[] Bytes(NodeKey key)
    {
        byte[] bytes = new byte[NodeKey.ByteCount];
        key.CopyTo(bytes);
        return bytes;
    }

    // SQLite's primary result codes, https://www.sqlite.org/rescode.html.
    private static StorageException Problem(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        5 or 6 => new StorageException($"the cache {path} is locked by another process", path, hint: "wait for the other run, or give another file with --cache", innerException: e),
        8 => new StorageException($"the cache {path} cannot be written", path, hint: "check who owns the file and its directory, or give another file with --cache", innerException: e),
        11 => new StorageException($"the cache {path} is damaged: {e.Message}", path, hint: "delete it, or give another file with --cache; what it held is asked for again", innerException: e),
        13 => new StorageException($"no space is left for the cache {path}", path, hint: "free some space, then run the same command again; finished work is kept", innerException: e),
        26 => new StorageException($"{path} is no SQLite database", path, hint: "give the file that 'graph run' wrote, or another that does not exist yet", innerException: e),
        _ => new StorageException($"the cache {path} cannot be used: {e.Message}", path, innerException: e),
    };

    private (byte[]? Payload, string? Problem) ReadPayload(ResultAddress address)
    {
        byte[] digest, payload;
        lock (readGate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            find.Parameters[0].Value = Bytes(address.Key);
            using SqliteDataReader row = find.ExecuteReader();
            if (!row.Read())
            {
                return default;
            }

            (string operation, long version) = (row.GetString(0), row.GetInt64(1));
            if (operation != address.Operation || version != address.Version)
            {
                return (null, Rejection(address, $"is of {operation} version {version}, expected {address.Operation} version {address.Version}"));
            }

            long length = row.IsDBNull(3) ? 0 : row.GetInt64(3);
            if (length > MaxPayloadBytes)
            {
                return (null, Rejection(address, $"has {length} bytes, expected at most {MaxPayloadBytes}"));
            }

            digest = row[2] as byte[] ?? [];
            payload = row[4] as byte[] ?? [];
        }

        return SHA256.HashData(payload).AsSpan().SequenceEqual(digest)
            ? (payload, null)
            : (null, Rejection(address, "has a result whose SHA-256 is not the one beside it"));
    }

    private string Rejection(ResultAddress address, string problem) => $"{Path}: entry {address.Key} {problem}";

    private void NoteUse(NodeKey key)
    {
        if (!options.CountUses)
        {
            return;
        }

        bool isFull;
        lock (gatherGate)
        {
            uses.Add(key);
            isFull = uses.Count >= GatheredUses;
        }

        if (isFull)
        {
            try
            {
                lock (writeGate)
                {
                    Commit([], TakeUses());
                }
            }
            catch (SqliteException)
            {
                // The result was found; that it is not counted is worth no error.
            }
        }
    }

    private HashSet<NodeKey> TakeUses()
    {
        lock (gatherGate)
        {
            HashSet<NodeKey> taken = uses;
            uses = [];
            return taken;
        }
    }
}
