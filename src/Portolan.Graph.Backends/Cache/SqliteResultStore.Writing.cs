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

        var request = new Request(entries);
        lock (gatherGate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            gathered.Add(request);
            if (writer is null)
            {
                writer = new Thread(WriteGathered) { IsBackground = true, Name = "portolan cache" };
                writer.Start();
            }

            Monitor.Pulse(gatherGate);
        }

        // The wait of a task tells the thread pool that its thread is blocked; so more results can gather for the next transaction.
        request.Written.Task.GetAwaiter().GetResult();
    }

    /// <summary>The thread that writes: what has gathered while one transaction went to the device is the next one.</summary>
    private void WriteGathered()
    {
        while (true)
        {
            List<Request> requests;
            lock (gatherGate)
            {
                while (gathered.Count == 0 && !disposed)
                {
                    Monitor.Wait(gatherGate);
                }

                if (gathered.Count == 0)
                {
                    return;
                }

                (requests, gathered) = (gathered, []);
            }

            Exception? failure = null;
            try
            {
                lock (writeGate)
                {
                    Commit([.. requests.SelectMany(request => request.Entries)], TakeUses());
                }
            }
            catch (SqliteException e)
            {
                failure = Problem(e, Path);
            }
            catch (Exception e)
            {
                // Whoever waits must hear of it, whatever it is.
                failure = e;
            }

            foreach (Request request in requests)
            {
                request.End(failure);
            }
        }
    }

    /// <summary>Writes in one transaction; the caller holds the lock for writing.</summary>
    private void Commit(IReadOnlyCollection<Entry> entries, HashSet<NodeKey> used)
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

    private void Insert(IReadOnlyCollection<Entry> entries, long now, SqliteTransaction transaction)
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

    /// <summary>A result to be written.</summary>
    private sealed record Entry(ResultAddress Address, byte[] Payload, ReplyUse? Use);

    /// <summary>What one caller saves, and waits for.</summary>
    private sealed class Request(Entry[] entries)
    {
        public Entry[] Entries { get; } = entries;

        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End(Exception? failure)
        {
            if (failure is null)
            {
                Written.SetResult();
            }
            else
            {
                Written.SetException(failure);
            }
        }
    }
}
