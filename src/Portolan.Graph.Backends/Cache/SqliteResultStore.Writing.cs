using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Portolan.Graph.Backends.Cache;

public sealed partial class SqliteResultStore
{
    /// <inheritdoc/>
    public void Save<T>(ResultAddress address, T result) => Write([EntryOf(address, result)]);

    /// <inheritdoc/>
    public void SaveAll<T>(IReadOnlyList<KeyValuePair<ResultAddress, T>> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Write([.. results.Select(result => EntryOf(result.Key, result.Value))]);
    }

    private Entry EntryOf<T>(ResultAddress address, T result)
    {
        byte[] payload = ResultPayload.Write(result);
        return payload.Length <= MaxPayloadBytes
            ? new Entry(address, payload, result is null ? null : options.UseOf?.Invoke(result))
            : throw new GraphException($"the result of {address.Operation} has {payload.Length} bytes as JSON, more than {MaxPayloadBytes}");
    }

    private void Write(Entry[] entries)
    {
        if (entries.Length == 0)
        {
            return;
        }

        lock (gatherGate)
        {
            gathered.AddRange(entries);
        }

        // Whoever comes first writes what has gathered behind the one before; those whose results it wrote find them done.
        lock (writeGate)
        {
            if (!entries[^1].Done)
            {
                CommitGathered();
            }
        }

        // All of them were in one transaction.
        if (entries[^1].Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void CommitGathered()
    {
        List<Entry> entries;
        lock (gatherGate)
        {
            entries = gathered;
            gathered = [];
        }

        Exception? failure = null;
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            Commit(entries, TakeUses());
        }
        catch (SqliteException e)
        {
            failure = Problem(e, Path);
        }
        catch (ObjectDisposedException e)
        {
            failure = e;
        }

        foreach (Entry entry in entries)
        {
            entry.Failure = failure;
            entry.Done = true;
        }
    }

    /// <summary>Writes in one transaction; the caller holds the lock for writing.</summary>
    private void Commit(List<Entry> entries, HashSet<NodeKey> used)
    {
        if (entries.Count == 0 && used.Count == 0)
        {
            return;
        }

        long now = options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        using SqliteTransaction transaction = writing.BeginTransaction(deferred: false);
        if (entries.Count > 0)
        {
            Insert(entries, now, transaction);
        }

        if (used.Count > 0)
        {
            using SqliteCommand note = writing.CreateCommand();
            note.Transaction = transaction;
            note.CommandText = "UPDATE results SET uses = uses + 1, used = max(used, $now) WHERE key = $key";
            note.Parameters.AddWithValue("$now", now);
            SqliteParameter key = note.Parameters.Add("$key", SqliteType.Blob);
            note.Prepare();
            foreach (NodeKey use in used)
            {
                key.Value = Bytes(use);
                note.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }

    private void Insert(List<Entry> entries, long now, SqliteTransaction transaction)
    {
        using SqliteCommand insert = writing.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText =
            """
            INSERT INTO results (key, operation, version, saved, used, uses, model, tokens_in, tokens_out, cost, digest, payload)
            VALUES ($key, $operation, $version, $now, $now, 0, $model, $in, $out, $cost, $digest, $payload)
            ON CONFLICT (key) DO UPDATE SET operation = $operation, version = $version, saved = $now, used = $now, uses = 0,
                model = $model, tokens_in = $in, tokens_out = $out, cost = $cost, digest = $digest, payload = $payload
            """;
        SqliteParameterCollection parameters = insert.Parameters;
        foreach (string name in (ReadOnlySpan<string>)["$key", "$operation", "$version", "$now", "$model", "$in", "$out", "$cost", "$digest", "$payload"])
        {
            parameters.Add(new SqliteParameter { ParameterName = name });
        }

        foreach (Entry entry in entries)
        {
            parameters[0].Value = Bytes(entry.Address.Key);
            parameters[1].Value = entry.Address.Operation;
            parameters[2].Value = entry.Address.Version;
            parameters[3].Value = now;
            parameters[4].Value = entry.Use?.Model ?? "";
            parameters[5].Value = entry.Use?.TokensIn ?? 0;
            parameters[6].Value = entry.Use?.TokensOut ?? 0;
            parameters[7].Value = entry.Use?.Cost ?? 0;
            parameters[8].Value = SHA256.HashData(entry.Payload);
            parameters[9].Value = entry.Payload;
            insert.ExecuteNonQuery();
        }
    }

    private sealed class Entry(ResultAddress address, byte[] payload, ReplyUse? use)
    {
        public ResultAddress Address { get; } = address;

        public byte[] Payload { get; } = payload;

        public ReplyUse? Use { get; } = use;

        public bool Done { get; set; }

        public Exception? Failure { get; set; }
    }
}
