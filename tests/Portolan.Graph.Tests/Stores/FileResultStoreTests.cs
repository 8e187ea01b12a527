using Portolan.Testing;

namespace Portolan.Graph.Tests.Stores;

public sealed class FileResultStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public sealed record Shard(string Name, int Count, IReadOnlyList<ResultFile> Files) : IHasFiles;

    private sealed class Lossy
    {
        private readonly int value;

        public Lossy(int start) => value = start;

        public int Value => value;
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_result_round_trips_and_a_missing_one_is_no_rejection()
    {
        var store = new FileResultStore(folder.Path);
        ResultAddress address = Address(1);
        store.Find<int[]>(address).ShouldBe(default);
        store.Save(address, new[] { 1, 2, 3 });
        store.Find<int[]>(address).Value.ShouldBe([1, 2, 3]);
        store.Save(address, Array.Empty<int>());
        store.Find<int[]>(address).Value.ShouldBe([]);
        Directory.GetFiles(folder.Path).ShouldBe([store.PathOf(address.Key)]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.0)]
    [InlineData(0.1)]
    public void Numbers_round_trip_exactly(double value)
    {
        var store = new FileResultStore(folder.Path);
        store.Save(Address(1), value);
        BitConverter.DoubleToInt64Bits(store.Find<double>(Address(1)).Value).ShouldBe(BitConverter.DoubleToInt64Bits(value));
    }

    [Fact]
    public void A_null_result_is_found()
    {
        var store = new FileResultStore(folder.Path);
        store.Save<string?>(Address(1), null);
        store.Find<string?>(Address(1)).ShouldBe(new StoreLookup<string?>(true, null, null));
    }

    [Fact]
    public void The_file_is_the_one_in_the_specification()
    {
        var store = new FileResultStore(folder.Path);
        ResultAddress address = Address(5);
        store.Save(address, new Shard("a", 2, []));
        Golden.Equal("result-store.json", File.ReadAllText(store.PathOf(address.Key)));
    }

    [Fact]
    public void Any_flipped_or_missing_byte_is_noticed_and_never_thrown_for()
    {
        var store = new FileResultStore(folder.Path);
        ResultAddress address = Address(1);
        store.Save(address, new[] { 10, 20, 30 });
        string path = store.PathOf(address.Key);
        byte[] good = File.ReadAllBytes(path);

        // The last byte is the line feed, which means nothing.
        for (int i = 0; i < good.Length - 1; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x15;
            File.WriteAllBytes(path, bad);
            Rejected<int[]>(store, address);
            File.WriteAllBytes(path, good.AsSpan(0, i));
            Rejected<int[]>(store, address);
        }

        File.WriteAllBytes(path, good);
        store.Find<int[]>(address).Found.ShouldBeTrue();
    }

    [Fact]
    public void Foreign_entries_are_rejected_with_what_was_found()
    {
        var store = new FileResultStore(folder.Path);
        ResultAddress address = Address(1);
        store.Save(address, 7);
        string path = store.PathOf(address.Key);
        string good = File.ReadAllText(path);
        foreach ((string from, string to, string reason) in new[]
        {
            ("\"formatVersion\":1", "\"formatVersion\":2", "has formatVersion 2, expected 1"),
            ("portolan-result", "another-format", "has another format at byte 10, expected portolan-result"),
            ("\"operation\":\"number\"", "\"operation\":\"other\"", "expected number"),
            ("\"version\":1", "\"version\":3", "has version 3, expected 1"),
            (address.Key.ToString(), new string('0', 64), $"expected {address.Key}"),
            ("\"payload\":7", "\"payload\":8", "has a payload with SHA-256"),
            ("\"payload\":7}", "\"payload\":7,\"more\":1}", "expected the end of the object"),
            ("\"payload\":7}", "\"payload\":7}}", "is not JSON"),
        })
        {
            good.ShouldContain(from);
            File.WriteAllText(path, good.Replace(from, to, StringComparison.Ordinal));
            Rejected<int>(store, address).ShouldContain(reason);
        }

        File.WriteAllText(path, good);
        Rejected<string>(store, address).ShouldContain("is no System.String");
    }

    [Fact]
    public void A_directory_under_the_name_of_an_entry_counts_as_absent()
    {
        var store = new FileResultStore(folder.Path);
        Directory.CreateDirectory(store.PathOf(Address(1).Key));
        store.Find<int>(Address(1)).Found.ShouldBeFalse();
    }

    [Fact]
    public void A_result_counts_only_with_its_files()
    {
        var store = new FileResultStore(folder.File("results"), folder.Path);
        ResultAddress address = Address(1);
        string file = folder.Write("shards/a.bin", [1, 2, 3]);
        store.Save(address, new Shard("a", 1, [new ResultFile("shards/a.bin", 3)]));
        store.Find<Shard>(address).Found.ShouldBeTrue();
        File.AppendAllText(file, "x");
        Rejected<Shard>(store, address).ShouldContain("with 3 bytes, found 4");
        File.Delete(file);
        Rejected<Shard>(store, address).ShouldContain("which is not there");
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("")]
    [InlineData("./a")]
    public void Files_outside_the_base_directory_are_refused(string path)
    {
        var store = new FileResultStore(folder.Path);
        Should.Throw<GraphException>(() => store.Save(Address(1), new Shard("a", 1, [new ResultFile(path, 1)])))
            .Message.ShouldContain("expected a relative path inside");
    }

    [Fact]
    public void A_result_whose_files_are_missing_is_not_saved()
    {
        var store = new FileResultStore(folder.Path);
        Should.Throw<GraphException>(() => store.Save(Address(1), new Shard("a", 1, [new ResultFile("a", 1)]))).Message.ShouldContain("not there");
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void What_does_not_survive_JSON_is_refused()
    {
        var store = new FileResultStore(folder.Path);
        Should.Throw<GraphException>(() => store.Save(Address(1), new Lossy(3)));
        Should.Throw<GraphException>(() => store.Save<Func<int>>(Address(1), () => 1));
        Should.Throw<GraphException>(() => store.Save<Node>(Address(1), new TaskGraph().Call(new Number(), 1)));
        store.WhyNotStorable(typeof(int)).ShouldBeNull();
        store.WhyNotStorable(typeof(Node<int>)).ShouldNotBeNull();
        store.WhyNotStorable(typeof(Stream)).ShouldNotBeNull();
        store.WhyNotStorable(typeof(IReadOnlyList<int>)).ShouldBeNull();
    }

    [Fact]
    public async Task A_result_type_that_cannot_be_stored_is_refused_before_anything_runs()
    {
        var graph = new TaskGraph();
        Node<Stream> node = graph.Call(new Step<int, Stream>("opens", (_, _) => Stream.Null), 1);
        var store = new FileResultStore(folder.Path);
        Should.Throw<GraphException>(() => new GraphRunner(new GraphRunnerOptions { Store = store }).Start(graph, [node]))
            .Message.ShouldContain("result of operation opens cannot be stored");
        (await new GraphRunnerOptions().RunAsync(graph, node)).Get(node).ShouldBeSameAs(Stream.Null);
    }

    [Fact]
    public void Mutated_entries_never_throw()
    {
        var store = new FileResultStore(folder.Path);
        var address = new ResultAddress(default, "fuzz/operation", 1);
        store.Save(address, new[] { 1, 2, 3 });
        byte[] good = File.ReadAllBytes(store.PathOf(default));
        FileResultStore.Fuzz(good);
        var random = new Random(20);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bad = [.. good];
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            FileResultStore.Fuzz(bad.AsSpan(0, random.Next(8) == 0 ? random.Next(bad.Length) : bad.Length));
        }
    }

    private static string Rejected<T>(FileResultStore store, ResultAddress address)
    {
        StoreLookup<T> lookup = store.Find<T>(address);
        lookup.Found.ShouldBeFalse();
        string reason = lookup.Rejection.ShouldNotBeNull();
        reason.ShouldContain(store.PathOf(address.Key));
        return reason;
    }

    private static ResultAddress Address(int input) => ResultAddress.Of(new TaskGraph().Call(new Number(), input));
}
