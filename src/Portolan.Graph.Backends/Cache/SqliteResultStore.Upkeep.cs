using Microsoft.Data.Sqlite;
using Portolan.Storage;

namespace Portolan.Graph.Backends.Cache;

public sealed partial class SqliteResultStore
{
    /// <summary>What is in the cache, and what it has saved.</summary>
    /// <exception cref="StorageException">The file is damaged.</exception>
    public CacheStatistics Statistics()
    {
        var groups = new List<CacheGroup>();
        try
        {
            lock (readGate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                using SqliteCommand command = reading.CreateCommand();
                command.CommandText =
                    """
                    SELECT operation, version, model, count(*), sum(length(payload)), sum(tokens_in), sum(tokens_out), sum(cost), sum(uses),
                        sum(uses * (tokens_in + tokens_out)), sum(uses * cost), min(used), max(used)
                    FROM results GROUP BY operation, version, model ORDER BY operation, version, model
                    """;
                using SqliteDataReader row = command.ExecuteReader();
                while (row.Read())
                {
                    groups.Add(new CacheGroup(
                        row.GetString(0),
                        row.GetInt32(1),
                        row.GetString(2),
                        row.GetInt64(3),
                        row.GetInt64(4),
                        row.GetInt64(5),
                        row.GetInt64(6),
                        row.GetDouble(7),
                        row.GetInt64(8),
                        row.GetInt64(9),
                        row.GetDouble(10),
                        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(11)),
                        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(12))));
                }
            }
        }
        catch (SqliteException e)
        {
            throw Problem(e, Path);
        }
        catch (Exception e) when (e is InvalidCastException or ArgumentOutOfRangeException || (e is InvalidOperationException and not ObjectDisposedException))
        {
            throw new StorageException($"the cache {Path} is damaged: {e.Message}", Path, hint: "delete it, or give another file with --cache; what it held is asked for again", innerException: e);
        }

        return new CacheStatistics(FileBytes(), groups);
    }

    /// <summary>Removes entries and gives their space back.</summary>
    /// <param name="pruning">Which.</param>
    /// <exception cref="ArgumentException">Nothing is asked for.</exception>
    /// <exception cref="StorageException">The file is damaged, or locked for too long.</exception>
    public PrunedEntries Prune(CachePruning pruning)
    {
        ArgumentNullException.ThrowIfNull(pruning);
        if (pruning is { OlderThan: null, Operation: null, MaxBytes: null })
        {
            throw new ArgumentException("nothing says what to remove", nameof(pruning));
        }

        try
        {
            lock (writeGate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                (long entriesBefore, long bytesBefore) = Totals(null);
                using (SqliteTransaction transaction = writing.BeginTransaction(deferred: false))
                {
                    RemoveOld(pruning, transaction);
                    RemoveBeyond(pruning, transaction);
                    transaction.Commit();
                }

                (long entries, long bytes) = Totals(null);
                return new PrunedEntries(entriesBefore - entries, bytesBefore - bytes, entries, Compact());
            }
        }
        catch (SqliteException e)
        {
            throw Problem(e, Path);
        }
    }

    private void RemoveOld(CachePruning pruning, SqliteTransaction transaction)
    {
        if (pruning.OlderThan is null && (pruning.Operation is null || pruning.MaxBytes is not null))
        {
            return;
        }

        using SqliteCommand command = writing.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "DELETE FROM results WHERE used < $before AND ($operation IS NULL OR operation = $operation)";
        long before = pruning.OlderThan is { } age ? (options.TimeProvider.GetUtcNow() - age).ToUnixTimeMilliseconds() : long.MaxValue;
        command.Parameters.AddWithValue("$before", before);
        command.Parameters.AddWithValue("$operation", (object?)pruning.Operation ?? DBNull.Value);
        command.ExecuteNonQuery();
    }

    private void RemoveBeyond(CachePruning pruning, SqliteTransaction transaction)
    {
        if (pruning.MaxBytes is not { } maxBytes)
        {
            return;
        }

        // The newest that fit stay: a running sum from the newest on says where they end.
        using SqliteCommand command = writing.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            DELETE FROM results WHERE id IN (
                SELECT id FROM (
                    SELECT id, sum(length(payload)) OVER (ORDER BY used DESC, id DESC) AS upToHere
                    FROM results WHERE $operation IS NULL OR operation = $operation)
                WHERE upToHere > $max)
            """;
        command.Parameters.AddWithValue("$max", maxBytes);
        command.Parameters.AddWithValue("$operation", (object?)pruning.Operation ?? DBNull.Value);
        command.ExecuteNonQuery();
    }

    private (long Entries, long Bytes) Totals(SqliteTransaction? transaction)
    {
        using SqliteCommand command = writing.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT count(*), coalesce(sum(length(payload)), 0) FROM results";
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private bool Compact()
    {
        try
        {
            CacheSchema.Execute(writing, "VACUUM");
            CacheSchema.Execute(writing, "PRAGMA wal_checkpoint(TRUNCATE)");
            return true;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6)
        {
            return false;
        }
    }

    private long FileBytes()
    {
        long bytes = 0;
        foreach (string part in (ReadOnlySpan<string>)["", "-wal"])
        {
            var file = new FileInfo(Path + part);
            bytes += file.Exists ? file.Length : 0;
        }

        return bytes;
    }
}
