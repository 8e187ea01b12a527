using Microsoft.Data.Sqlite;
using Portolan.Graph.Backends.Cache;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Graph.Backends.Tests.Cache;

public sealed class SqliteResultStoreTests : IDisposable
{
    private static readonly Completion Reply = new("four", "stop", 12, 3, "gpt-4o-mini-2024-07-18");

    private readonly TemporaryFolder folder = new();
    private readonly ManualTimeProvider time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_result_comes_back_in_another_process()
    {
        ResultAddress address = Address("op", 1);
        using (SqliteResultStore first = Open())
        {
            first.Find<Completion>(address).ShouldBe(default);
            first.Save(address, Reply);
            first.Find<Completion>(address).ShouldBe(new StoreLookup<Completion>(true, Reply, null));
        }

        using SqliteResultStore second = Open();
        second.Find<Completion>(address).Value.ShouldBe(Reply);
        second.Contains(address).ShouldBeTrue();
        second.Contains(address with { Version = 2 }).ShouldBeFalse();
    }

    [Fact]
    public void A_later_result_replaces_an_earlier_one()
    {
        using SqliteResultStore store = Open();
        ResultAddress address = Address("op", 1);
        store.Save(address, 1.5);
        store.Save(address, 2.5);
        store.Find<double>(address).Value.ShouldBe(2.5);
        store.Statistics().Entries.ShouldBe(1);
    }

    [Fact]
    public void What_does_not_survive_JSON_is_refused_when_it_is_saved()
    {
        using SqliteResultStore store = Open();
        Should.Throw<GraphException>(() => store.Save(Address("op", 1), new NoSetter())).Message.ShouldContain("round trip");
        store.Statistics().Entries.ShouldBe(0);
        store.WhyNotStorable(typeof(OwnsFiles)).ShouldNotBeNull().ShouldContain("owns files");
        store.WhyNotStorable(typeof(Completion)).ShouldBeNull();
    }

    [Fact]
    public void Entries_of_another_operation_or_version_are_rejected_with_a_reason()
    {
        using SqliteResultStore store = Open();
        ResultAddress address = Address("op", 1);
        store.Save(address, "a");
        Rejection(store, address with { Operation = "other" }).ShouldContain("is of op version 1, expected other version 1");
        Rejection(store, address with { Version = 2 }).ShouldContain("is of op version 1, expected op version 2");
        store.Find<int[]>(address).Rejection.ShouldNotBeNull().ShouldContain("is no System.Int32[]");
    }

    [Theory]
    [InlineData("UPDATE results SET payload = CAST('\"b\"' AS BLOB)", "SHA-256 is not the one beside it")]
    [InlineData("UPDATE results SET digest = x''", "SHA-256 is not the one beside it")]
    [InlineData("UPDATE results SET payload = zeroblob(67108865)", "has 67108865 bytes, expected at most 67108864")]
    public void Damaged_entries_are_rejected_and_written_anew(string damage, string reason)
    {
        ResultAddress address = Address("op", 1);
        using SqliteResultStore store = Open();
        store.Save(address, "a");
        Execute(damage);
        Rejection(store, address).ShouldContain(reason);
        store.Save(address, "c");
        store.Find<string>(address).Value.ShouldBe("c");
    }

    [Fact]
    public void Files_that_are_no_cache_are_errors_and_stay_as_they_are()
    {
        string text = folder.Write("text.sqlite", new string('x', 5000));
        Failure(text).ShouldBe($"{text} is no SQLite database");
        File.ReadAllText(text).ShouldBe(new string('x', 5000));

        Execute("CREATE TABLE theirs (a)", "foreign.sqlite");
        byte[] before = File.ReadAllBytes(folder.File("foreign.sqlite"));
        Failure(folder.File("foreign.sqlite")).ShouldContain("is the SQLite database of another program");
        File.ReadAllBytes(folder.File("foreign.sqlite")).ShouldBe(before);

        Open().Dispose();
        Execute("PRAGMA user_version = 7");
        Failure(folder.File("cache.sqlite")).ShouldContain("has format version 7, expected 1");

        StorageException missing = Should.Throw<StorageException>(() => SqliteResultStore.Open(folder.File("none.sqlite"), new SqliteResultStoreOptions { MustExist = true }));
        missing.Message.ShouldContain("there is no cache");
        missing.Hint.ShouldNotBeNull();
        File.Exists(folder.File("none.sqlite")).ShouldBeFalse();
    }

    [Fact]
    public void A_file_with_damaged_pages_is_an_error_or_gives_nothing()
    {
        using (SqliteResultStore store = Open())
        {
            for (int i = 0; i < 300; i++)
            {
                store.Save(Address("op", i), new string('a', 200));
            }
        }

        string path = folder.File("cache.sqlite");
        byte[] sound = File.ReadAllBytes(path);
        var random = new Random(5);
        for (int round = 0; round < 60; round++)
        {
            byte[] damaged = [.. sound];
            int at = random.Next(damaged.Length);
            random.NextBytes(damaged.AsSpan(at, Math.Min(random.Next(1, 4096), damaged.Length - at)));
            string copy = folder.Write($"damaged{round}.sqlite", damaged);
            try
            {
                using SqliteResultStore store = SqliteResultStore.Open(copy, new SqliteResultStoreOptions { Patience = TimeSpan.FromSeconds(1) });
                for (int i = 0; i < 300; i += 7)
                {
                    StoreLookup<string> found = store.Find<string>(Address("op", i));
                    if (found.Found)
                    {
                        found.Value.ShouldBe(new string('a', 200));
                    }
                }

                _ = store.Statistics();
            }
            catch (StorageException e)
            {
                e.Path.ShouldBe(copy);
            }
        }
    }

    [Fact]
    public async Task Many_threads_and_two_stores_lose_nothing()
    {
        using SqliteResultStore one = Open();
        using SqliteResultStore other = Open();
        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, (i, _) =>
        {
            (i % 2 == 0 ? one : other).Save(Address("op", i), i);
            return ValueTask.CompletedTask;
        });
        for (int i = 0; i < 400; i++)
        {
            (i % 3 == 0 ? one : other).Find<int>(Address("op", i)).ShouldBe(new StoreLookup<int>(true, i, null));
        }
    }

    [Fact]
    public void A_batch_is_one_transaction()
    {
        using SqliteResultStore store = Open();
        IResultStore asStore = store;
        asStore.SaveAll([.. Enumerable.Range(0, 50).Select(i => KeyValuePair.Create(Address("op", i), i))]);
        store.Statistics().Entries.ShouldBe(50);
        Should.Throw<GraphException>(() => asStore.SaveAll<NoSetter>([KeyValuePair.Create(Address("op", 60), new NoSetter())]));
        store.Statistics().Entries.ShouldBe(50);
    }

    [Fact]
    public void Statistics_show_what_replies_have_cost_and_saved()
    {
        using (SqliteResultStore store = Open())
        {
            store.Save(Address("backends/complete", 1), Reply);
            store.Save(Address("backends/complete", 2), Reply with { TokensIn = 20 });
            store.Save(Address("backends/embed", 3), new float[] { 1, 2 });
            time.Advance(TimeSpan.FromHours(1));
            store.Find<Completion>(Address("backends/complete", 1)).Found.ShouldBeTrue();
        }

        using SqliteResultStore again = Open();
        CacheStatistics statistics = again.Statistics();
        statistics.FileBytes.ShouldBeGreaterThan(0);
        statistics.Groups.Count.ShouldBe(2);
        CacheGroup replies = statistics.Groups[0];
        (replies.Operation, replies.Model, replies.Entries, replies.TokensIn, replies.TokensOut).ShouldBe(("backends/complete", Reply.Model, 2, 32, 6));
        replies.Cost.ShouldBe(0.038, 1e-12);
        (replies.Uses, replies.SavedTokens).ShouldBe((1, 15));
        replies.SavedCost.ShouldBe(0.015, 1e-12);
        (replies.NewestUse - replies.OldestUse).ShouldBe(TimeSpan.FromHours(1));
        (statistics.Groups[1].Operation, statistics.Groups[1].Model, statistics.Groups[1].Cost).ShouldBe(("backends/embed", "", 0));
    }

    [Fact]
    public void Pruning_by_age_spares_what_was_used()
    {
        SaveThree();
        using SqliteResultStore store = Open();
        time.Advance(TimeSpan.FromDays(31));
        store.Find<string>(Address("a", 1)).Found.ShouldBeTrue();
        store.Save(Address("a", 9), "new");
        store.Prune(new CachePruning { OlderThan = TimeSpan.FromDays(30) }).ShouldBe(new PrunedEntries(2, 14, 2, true));
        store.Contains(Address("a", 1)).ShouldBeTrue();
        store.Contains(Address("b", 3)).ShouldBeFalse();
    }

    [Fact]
    public void Pruning_by_operation_and_size()
    {
        SaveThree();
        using SqliteResultStore store = Open();
        store.Prune(new CachePruning { MaxBytes = 14 }).Entries.ShouldBe(1);
        store.Contains(Address("a", 1)).ShouldBeFalse("it was used longest ago");
        store.Prune(new CachePruning { Operation = "b", MaxBytes = 7 }).Entries.ShouldBe(0);
        store.Prune(new CachePruning { Operation = "b" }).EntriesLeft.ShouldBe(1);
        store.Contains(Address("a", 2)).ShouldBeTrue();
        store.Prune(new CachePruning { MaxBytes = 0 }).EntriesLeft.ShouldBe(0);
        Should.Throw<ArgumentException>(() => store.Prune(new CachePruning()));
    }

    [Fact]
    public void A_closed_store_saves_nothing()
    {
        SqliteResultStore store = Open();
        store.Dispose();
        store.Dispose();
        Should.Throw<ObjectDisposedException>(() => store.Save(Address("op", 1), 1));
    }

    private static ResultAddress Address(string operation, int number) => new(NodeKey.Parse($"{number:x64}"), operation, 1);

    private static string Rejection(SqliteResultStore store, ResultAddress address)
    {
        StoreLookup<string> lookup = store.Find<string>(address);
        lookup.Found.ShouldBeFalse();
        return lookup.Rejection.ShouldNotBeNull();
    }

    private static string Failure(string path) => Should.Throw<StorageException>(() => SqliteResultStore.Open(path)).Message;

    private SqliteResultStore Open() => SqliteResultStore.Open(folder.File("cache.sqlite"), new SqliteResultStoreOptions
    {
        TimeProvider = time,
        UseOf = result => result is Completion reply ? new ReplyUse(reply.Model, reply.TokensIn, reply.TokensOut, (reply.TokensIn + reply.TokensOut) * 0.001) : null,
    });

    private void SaveThree()
    {
        using SqliteResultStore store = Open();
        foreach ((string operation, int number) in (ReadOnlySpan<(string, int)>)[("a", 1), ("a", 2), ("b", 3)])
        {
            store.Save(Address(operation, number), "12345");
            time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private void Execute(string sql, string file = "cache.sqlite")
    {
        using var connection = new SqliteConnection($"Data Source={folder.File(file)};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class NoSetter
    {
        private static int made;

        public int Value { get; } = Interlocked.Increment(ref made);
    }

    private sealed record OwnsFiles(IReadOnlyList<ResultFile> Files) : IHasFiles;
}
