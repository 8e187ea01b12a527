using Portolan.Encoders;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Records;
using Portolan.Vfs.Searching;
using Portolan.Vfs.Tests.Attributes;
using Portolan.Vfs.Tests.Records;
using Portolan.Vfs.Tests.Walking;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Tests.Searching;

public sealed class VectorSearchTests : IDisposable
{
    private readonly SearchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [AttributeFact]
    public void The_best_files_are_found_in_their_order()
    {
        for (int i = 0; i < 400; i++)
        {
            folder.Write($"{i % 13}/{i}", i / 500f, 1 + (i % 5 == 0 ? i % 11 : 0));
        }

        foreach ((int threads, bool twoStage) in ((int, bool)[])[(1, false), (8, false), (1, true), (8, true)])
        {
            foreach (int count in (int[])[1, 3, 25])
            {
                SpaceResult result = folder.Find(options => options with { Count = count, TwoStage = twoStage, Walk = new WalkOptions { Threads = threads } });
                folder.Names(result).ShouldBe(folder.Expected(count));
                result.Counts.Fresh.ShouldBe(400);
                result.Hits.ShouldAllBe(hit => hit.Space.Equals(folder.Space));
                // The nearest vector of a file is its last one.
                result.Hits.ShouldAllBe(hit => hit.Window.Offset == (uint)(folder.Files[Path.GetRelativePath(folder.Root, hit.Path.ToString())].Count - 1));
                if (twoStage && count < 25)
                {
                    result.Counts.Spared.ShouldBeGreaterThan(100);
                }
            }

            folder.Find(options => options with { Count = 1000, MinScore = 0.7, TwoStage = twoStage }).Hits.Count.ShouldBeInRange(48, 52);
        }
    }

    [AttributeTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Equal_scores_come_in_the_order_of_paths(bool twoStage)
    {
        folder.Write("0/first", 0.5f);
        for (int i = 1; i < 60; i++)
        {
            // The same vectors everywhere.
            string name = $"{i % 7}/{i:00}";
            Directory.CreateDirectory(folder.PathOf($"{i % 7}"));
            File.Copy(folder.PathOf("0/first"), folder.PathOf(name));
            using RawFile file = TestFiles.Open(folder.PathOf(name));
            FileFingerprint fingerprint = folder.Files["0/first"].Fingerprint with { ModifiedNanoseconds = file.Status.ModifiedNanoseconds };
            new RecordStore(folder.Space).Save(file, new FileVectors(folder.Space, fingerprint, folder.Files["0/first"].Vectors, folder.Files["0/first"].Windows)).Error.ShouldBe(SystemError.None);
        }

        string[] expected = [.. Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder.Root, path)).Order(StringComparer.Ordinal).Take(10)];
        for (int round = 0; round < 10; round++)
        {
            folder.Names(folder.Find(options => options with { TwoStage = twoStage })).ShouldBe(expected);
        }
    }

    [AttributeFact]
    public void A_stale_file_is_never_ranked()
    {
        folder.Write("same", 0.9f);
        folder.Write("longer", 0.8f);
        folder.Write("edited", 0.7f);
        folder.Write("touched", 0.6f);
        folder.Write("none", 0.5f);
        File.AppendAllText(folder.PathOf("longer"), "!");
        File.WriteAllText(folder.PathOf("edited"), "CONTENT of edited");
        File.SetLastWriteTimeUtc(folder.PathOf("edited"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(folder.PathOf("touched"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using (RawFile file = TestFiles.Open(folder.PathOf("none")))
        {
            new RecordStore(folder.Space).Clear(file).ShouldBe(SystemError.None);
        }

        foreach (bool twoStage in (bool[])[false, true])
        {
            SpaceResult result = folder.Find(options => options with { TwoStage = twoStage });
            folder.Names(result).ShouldBe(["same", "touched"]);
            result.Counts.ShouldBe(new SearchCounts { Fresh = 1, Touched = 2, Stale = 1, Missing = 1, Verified = 1, Refuted = 1 });
            // Content is read only of files that could be shown.
            folder.Find(options => options with { TwoStage = twoStage, Count = 1 }).Counts.ShouldBe(new SearchCounts { Fresh = 1, Touched = 2, Stale = 1, Missing = 1 });
            folder.Find(options => options with { TwoStage = twoStage, MaxHashedBytes = 5 }).Counts.Refuted.ShouldBe(2);
        }
    }

    [AttributeFact]
    public void Damaged_and_foreign_records_are_reported_and_end_nothing()
    {
        AttributeName name = RecordFormat.NameOf(folder.Space.Name);
        folder.Write("good", 0.5f);
        folder.Write("flipped", 0.9f);
        folder.Write("text", 0.9f);
        folder.Write("empty", 0.9f);
        folder.Write("model", 0.9f);
        Change("flipped", value => value[70] ^= 1);
        using (RawFile file = TestFiles.Open(folder.PathOf("text")))
        {
            file.SetAttribute(name, "hello"u8).ShouldBe(SystemError.None);
        }

        using (RawFile file = TestFiles.Open(folder.PathOf("empty")))
        {
            file.SetAttribute(name, default).ShouldBe(SystemError.None);
        }

        using (RawFile file = TestFiles.Open(folder.PathOf("model")))
        {
            // The same name, another version of the model.
            var other = new EmbeddingSpace(folder.Space.Name, new byte[32], folder.Space.Dimensions);
            new RecordStore(other).Save(file, new FileVectors(other, folder.Files["model"].Fingerprint, folder.Files["model"].Vectors, new VectorWindow[1])).Error.ShouldBe(SystemError.None);
        }

        SearchResult result = folder.Search();
        folder.Names(result.Spaces[0]).ShouldBe(["good"]);
        result.Spaces[0].Counts.ShouldBe(new SearchCounts { Fresh = 1, Broken = 4 });
        result.Problems.Select(problem => (Path.GetFileName(problem.Path.ToString()), problem.Fault)).ShouldBe(
            [("empty", RecordFault.TooShort), ("flipped", RecordFault.WrongChecksum), ("model", RecordFault.OtherModel), ("text", RecordFault.ForeignFormat)]);
        result.Problems.ShouldAllBe(problem => problem.Reason.Length > 10);

        void Change(string file, Action<byte[]> change)
        {
            using RawFile opened = TestFiles.Open(folder.PathOf(file));
            byte[] buffer = new byte[4096];
            opened.GetAttribute(name, buffer, out int length).ShouldBe(SystemError.None);
            change(buffer);
            opened.SetAttribute(name, buffer.AsSpan(0, length)).ShouldBe(SystemError.None);
        }
    }

    [AttributeFact]
    public async Task Records_are_read_while_the_query_is_still_computed()
    {
        for (int i = 0; i < 50; i++)
        {
            folder.Write($"{i}", i / 60f);
        }

        var vector = new TaskCompletionSource<float[]>();
        var search = new VectorSearch(new SearchOptions { Count = 5 });
        Task<SearchResult> running = Task.Run(() => search.Run([new RawPath(folder.Root)], [new SpaceQuery(folder.Space, vector.Task)]));
        vector.SetResult(folder.Query);
        folder.Names((await running).Spaces[0]).ShouldBe(folder.Expected(5));

        // A vector that comes when all is read.
        var late = new TaskCompletionSource<float[]>();
        int calls = 0;
        var rules = new LastCall(() =>
        {
            if (Interlocked.Increment(ref calls) == 50)
            {
                late.SetResult(folder.Query);
            }
        });
        folder.Names(new VectorSearch(new SearchOptions { Count = 5 }, rules).Run([new RawPath(folder.Root)], [new SpaceQuery(folder.Space, late.Task)]).Spaces[0]).ShouldBe(folder.Expected(5));

        var failing = Task.FromException<float[]>(new InvalidOperationException("no model"));
        Should.Throw<InvalidOperationException>(() => search.Run([new RawPath(folder.Root)], [new SpaceQuery(folder.Space, failing)])).Message.ShouldBe("no model");
        Should.Throw<ArgumentException>(() => search.Run([new RawPath(folder.Root)], [new SpaceQuery(folder.Space, new float[3])]));
    }

    [AttributeFact]
    public void Sketches_of_another_state_are_not_believed()
    {
        folder.Write("best", 0.9f);
        folder.Write("other", 0.2f);
        using (RawFile best = TestFiles.Open(folder.PathOf("best")))
        using (RawFile other = TestFiles.Open(folder.PathOf("other")))
        {
            // A sketch that says the opposite, with a tag of another file.
            byte[] sketch = new byte[VectorSketch.Size];
            AttributeName name = VectorSketch.NameOf(folder.Space);
            other.GetAttribute(name, sketch, out int length).ShouldBe(SystemError.None);
            length.ShouldBe(VectorSketch.Size);
            best.SetAttribute(name, sketch).ShouldBe(SystemError.None);
        }

        SpaceResult result = folder.Find(options => options with { TwoStage = true, Count = 1 });
        folder.Names(result).ShouldBe(["best"]);
        result.Counts.Fresh.ShouldBe(2);
        result.Counts.Spared.ShouldBe(1);
    }

    [AttributeFact]
    public void VectorVFS_attributes_are_a_space()
    {
        byte[] value = File.ReadAllBytes(Portolan.Testing.Repository.PathOf("tests/Portolan.Vfs.Tests/Records/Data/half.bin"));
        folder.Write("a", 0.1f);
        folder.Write("b", 0.1f);
        using (RawFile file = TestFiles.Open(folder.PathOf("b")))
        {
            file.SetAttribute(VectorVfsRecord.Name, value).ShouldBe(SystemError.None);
        }

        SearchResult result = folder.Search(null, VectorVfsRecord.Space);
        result.Spaces[0].Hits.Count.ShouldBe(2);
        folder.Names(result.Spaces[1]).ShouldBe(["b"]);
        result.Spaces[1].Counts.ShouldBe(new SearchCounts { Missing = 1, Unknown = 1 });
    }

    [AttributeFact]
    public void The_best_so_far_is_shown_by_the_clock()
    {
        for (int i = 0; i < 20; i++)
        {
            folder.Write($"{i:00}", i / 30f);
        }

        var time = new Testing.ManualTimeProvider();
        IReadOnlyList<SearchHit>? shown = null;
        int visits = 0;
        var rules = new LastCall(() =>
        {
            if (++visits == 20)
            {
                time.Advance(TimeSpan.FromSeconds(1));
            }
        });
        SearchResult result = new VectorSearch(
            new SearchOptions { Count = 3, Walk = new WalkOptions { Threads = 1 }, Provisional = hits => shown = hits, Time = time }, rules)
            .Run([new RawPath(folder.Root)], [new SpaceQuery(folder.Space, folder.Query)]);
        // Nineteen of twenty files had been looked at.
        shown.ShouldNotBeNull().Count.ShouldBe(3);
        result.Spaces[0].Hits.Count.ShouldBe(3);
        shown = null;
        time.Advance(TimeSpan.FromSeconds(10));
        shown.ShouldBeNull();
    }

    [AttributeFact]
    public void A_restamped_record_is_fresh_again()
    {
        folder.Write("file", 0.5f);
        File.SetLastWriteTimeUtc(folder.PathOf("file"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        folder.Find().Counts.Touched.ShouldBe(1);
        var store = new RecordStore(folder.Space);
        using (RawFile file = TestFiles.Open(folder.PathOf("file")))
        {
            file.HashContent(1000, out UInt128 hash).ShouldBe(SystemError.None);
            store.Restamp(file, new FileFingerprint(file.Status.Size, file.Status.ModifiedNanoseconds, hash + 1)).ShouldBe(SystemError.NoAttribute);
            store.Restamp(file, new FileFingerprint(file.Status.Size, file.Status.ModifiedNanoseconds, hash)).ShouldBe(SystemError.None);
        }

        SpaceResult result = folder.Find(options => options with { TwoStage = true });
        result.Counts.ShouldBe(new SearchCounts { Fresh = 1 });
        folder.Names(result).ShouldBe(["file"]);
    }

    // Lets a test act when an entry is about to be looked at.
    private sealed class LastCall(Action action) : IWalkRules
    {
        public object? Enter(WalkedDirectory directory, object? parent) => null;

        public bool Skips(object? state, ReadOnlySpan<byte> name, bool isDirectory)
        {
            action();
            return false;
        }
    }
}
