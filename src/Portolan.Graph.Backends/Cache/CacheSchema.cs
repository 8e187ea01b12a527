using System.Globalization;
using Microsoft.Data.Sqlite;
using Portolan.Storage;

namespace Portolan.Graph.Backends.Cache;

/// <summary>The tables of a cache and what marks a file as one. Layout: <c>docs/formats/reply-cache.md</c>.</summary>
internal static class CacheSchema
{
    /// <summary><c>PORT</c> in ASCII, where SQLite keeps what an application puts there (offset 68 of the file).</summary>
    public const int ApplicationId = 0x504F5254;

    public const int FormatVersion = 1;

    private const string Tables =
        """
        CREATE TABLE results (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            operation TEXT NOT NULL,
            version INTEGER NOT NULL,
            saved INTEGER NOT NULL,
            used INTEGER NOT NULL,
            uses INTEGER NOT NULL,
            model TEXT NOT NULL,
            tokens_in INTEGER NOT NULL,
            tokens_out INTEGER NOT NULL,
            cost REAL NOT NULL,
            digest BLOB NOT NULL,
            payload BLOB NOT NULL
        ) STRICT;
        CREATE INDEX results_used ON results (used);
        """;

    public static SqliteConnection Connect(string path, TimeSpan patience)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)patience.TotalSeconds),
        }.ToString());
        connection.Open();

        // SQLite's own wait looks again after 1 to 100 milliseconds; the provider's would sleep 150 each time.
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(long)patience.TotalMilliseconds}"));
        return connection;
    }

    /// <summary>Makes sure that the file is a cache of this version, and makes one of an empty file.</summary>
    public static void Prepare(SqliteConnection connection, string path)
    {
        if (Check(connection, path) && Text(connection, "PRAGMA journal_mode") == "wal")
        {
            Settle(connection);
            return;
        }

        Execute(connection, "PRAGMA journal_mode = WAL");
        Settle(connection);
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        if (!Check(connection, path, transaction))
        {
            Execute(connection, Tables, transaction);
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {FormatVersion}"), transaction);
        }

        transaction.Commit();
    }

    public static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // FULL: with a write-ahead log, anything less may lose the last transactions when the power fails.
    private static void Settle(SqliteConnection connection) => Execute(connection, "PRAGMA synchronous = FULL");

    /// <summary>True when the file is a cache, false when it is empty.</summary>
    private static bool Check(SqliteConnection connection, string path, SqliteTransaction? transaction = null)
    {
        int application = Number(connection, "PRAGMA application_id", transaction);
        int version = Number(connection, "PRAGMA user_version", transaction);
        if (application == ApplicationId)
        {
            return version == FormatVersion ? true : throw new StorageException(
                $"the cache {path} has format version {version}, expected {FormatVersion}", path, hint: "use the Portolan that wrote it, or give another file with --cache");
        }

        if (application != 0 || Number(connection, "SELECT count(*) FROM sqlite_master", transaction) > 0)
        {
            throw new StorageException(
                $"{path} is the SQLite database of another program, expected a cache of Portolan", path, hint: "give the file that 'graph run' wrote, or another that does not exist yet");
        }

        return false;
    }

    private static int Number(SqliteConnection connection, string sql, SqliteTransaction? transaction) =>
        int.Parse(Text(connection, sql, transaction), CultureInfo.InvariantCulture);

    private static string Text(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }
}
