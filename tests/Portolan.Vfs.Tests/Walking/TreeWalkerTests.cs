using System.Net.Sockets;
using System.Text;
using Portolan.Testing;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Tests.Walking;

public sealed class TreeWalkerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_file_is_visited_once_by_any_number_of_threads()
    {
        string[] expected = new string[2000];
        for (int i = 0; i < expected.Length; i++)
        {
            // One flat directory of 1,500 and a tree.
            expected[i] = folder.Write(i < 1500 ? $"flat/a-name-of-some-length-{i:0000}" : $"{i % 10}/{i % 7}/{i % 3}/f{i}", "x");
        }

        Array.Sort(expected, StringComparer.Ordinal);
        foreach (int threads in (int[])[1, 2, 8])
        {
            (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.Path, new WalkOptions { Threads = threads });
            seen.Names.ShouldBe(expected);
            counts.Files.ShouldBe(expected.Length);
            counts.Directories.ShouldBe(Directory.GetDirectories(folder.Path, "*", SearchOption.AllDirectories).Length + 1);
            counts.Problems.ShouldBe(0);
        }
    }

    [Fact]
    public void Roots_may_be_files_and_may_be_missing()
    {
        string file = folder.Write("a.txt", "x");
        folder.Write("d/b.txt", "x");
        (Recorder seen, WalkCounts counts) = Recorder.Walk([new RawPath(file), new RawPath(folder.File("none")), new RawPath(folder.File("d"))]);
        seen.Names.ShouldBe([file, folder.File("d/b.txt")]);
        counts.Problems.ShouldBe(1);
        WalkProblem problem = seen.Problems.ShouldHaveSingleItem();
        problem.Error.ShouldBe(SystemError.NoEntry);
        problem.Path.ToString().ShouldBe(folder.File("none"));
    }

    [Fact]
    public void Hidden_names_are_left_out_unless_asked_for()
    {
        string[] all = [folder.Write(".git/config", "x"), folder.Write(".hidden", "x"), folder.Write("..odd", "x"), folder.Write("plain", "x")];
        (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.Path);
        seen.Names.ShouldBe([all[3]]);
        counts.Hidden.ShouldBe(3);
        (seen, counts) = Recorder.Walk(folder.Path, new WalkOptions { IncludeHidden = true });
        seen.Names.ShouldBe(all.Order(StringComparer.Ordinal));
        counts.Hidden.ShouldBe(0);
        // A hidden root is what was asked for.
        Recorder.Walk(folder.File(".git")).Seen.Names.ShouldBe([all[0]]);
    }

    [Fact]
    public void Pipes_and_sockets_are_counted_and_not_opened()
    {
        folder.Write("file", "x");
        TestFiles.CreatePipe(folder.File("pipe"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.File("socket")));
        (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.Path);
        seen.Names.ShouldBe([folder.File("file")]);
        counts.Special.ShouldBe(2);
        RawFile.Open(new RawPath(folder.File("pipe")), follow: false, out _).ShouldBe(SystemError.NotSupported);
        RawFile.Open(new RawPath(folder.File("socket")), follow: false, out _).ShouldBe(SystemError.NotSupported);
        RawFile.Open(new RawPath("/dev/null"), follow: false, out _).ShouldBe(SystemError.NotSupported);
        RawFile.Open(new RawPath(folder.Path), follow: false, out _).ShouldBe(SystemError.NotSupported);
    }

    [Fact]
    public void Names_need_not_be_text()
    {
        RawPath path = TestFiles.Named(folder.Path, [0xFF, 0xFE, (byte)'\n', 0x1B, 0xC3]);
        TestFiles.Create(path);
        (Recorder seen, _) = Recorder.Walk(folder.Path);
        seen.Files.ShouldHaveSingleItem().ShouldBe(path);
        using (RawFile file = TestFiles.Open(path))
        {
            file.Status.Size.ShouldBe(0);
        }

        Recorder.Walk([path]).Seen.Files.ShouldHaveSingleItem().ShouldBe(path);
        TestFiles.Remove(path);
    }

    [Fact]
    public void Links_are_passed_over_unless_followed()
    {
        string file = folder.Write("d/file", "x");
        File.CreateSymbolicLink(folder.File("to-file"), file);
        Directory.CreateSymbolicLink(folder.File("to-directory"), folder.File("d"));
        File.CreateSymbolicLink(folder.File("broken"), folder.File("nowhere"));
        (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.Path);
        seen.Names.ShouldBe([file]);
        counts.Links.ShouldBe(3);
        counts.Problems.ShouldBe(0);
        RawFile.Open(new RawPath(folder.File("to-file")), follow: false, out _).ShouldBe(SystemError.TooManyLinks);

        (seen, counts) = Recorder.Walk(folder.Path, new WalkOptions { FollowLinks = true });
        // The directory has been read under its own name; a link to it adds nothing.
        seen.Names.ShouldBe([file, folder.File("to-file")]);
        counts.Links.ShouldBe(1);
        seen.Problems.ShouldHaveSingleItem().Error.ShouldBe(SystemError.NoEntry);

        // A root that is a link is followed always.
        Recorder.Walk(folder.File("to-directory")).Seen.Names.ShouldBe([folder.File("to-directory/file")]);
        Recorder.Walk(folder.File("to-file")).Seen.Names.ShouldBe([folder.File("to-file")]);
    }

    [Fact]
    public void Links_in_circles_end()
    {
        Directory.CreateDirectory(folder.File("tree/a/b"));
        folder.Write("tree/a/b/file", "x");
        folder.Write("outside/other", "x");
        Directory.CreateSymbolicLink(folder.File("tree/a/b/up"), folder.File("tree"));
        Directory.CreateSymbolicLink(folder.File("tree/a/self"), folder.File("tree/a/self"));
        Directory.CreateSymbolicLink(folder.File("tree/out"), folder.File("outside"));
        Directory.CreateSymbolicLink(folder.File("tree/z-out"), folder.File("outside"));
        Directory.CreateSymbolicLink(folder.File("outside/back"), folder.File("tree/a"));
        for (int round = 0; round < 20; round++)
        {
            (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.File("tree"), new WalkOptions { FollowLinks = true });
            // What only links lead to is visited once, under the first path in the order of bytes.
            seen.Names.ShouldBe([folder.File("tree/a/b/file"), folder.File("tree/out/other")]);
            seen.Problems.ShouldHaveSingleItem().Error.ShouldBe(SystemError.TooManyLinks);
            counts.Directories.ShouldBe(4);
        }
    }

    [Fact]
    public void Many_links_between_directories_take_linear_time()
    {
        for (int i = 0; i < 30; i++)
        {
            folder.Write($"{i:00}/file", "x");
            for (int j = 0; j < 30; j++)
            {
                // 30! paths.
                Directory.CreateSymbolicLink(folder.File($"{i:00}/to{j:00}"), folder.File($"{j:00}"));
            }
        }

        (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.File("00"), new WalkOptions { FollowLinks = true });
        seen.Files.Count.ShouldBe(30);
        counts.Directories.ShouldBe(30);
    }

    [Fact]
    public void Paths_may_be_longer_than_the_kernel_takes_at_once()
    {
        // Two trees of 3,000 bytes each; moving one below the other makes a path that no single call could name.
        string part = string.Concat(Enumerable.Repeat("/" + new string('n', 200), 15));
        Directory.CreateDirectory(folder.Path + "/one" + part);
        File.WriteAllText(folder.Path + "/one" + part + "/file", "deep");
        Directory.CreateDirectory(folder.Path + "/two" + part);
        string moved = folder.Path + "/two" + part + "/one";
        Directory.Move(folder.File("one"), moved);
        try
        {
            foreach (int threads in (int[])[1, 8])
            {
                (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.Path, new WalkOptions { Threads = threads });
                counts.Directories.ShouldBe(33);
                RawPath path = seen.Files.ShouldHaveSingleItem();
                path.Bytes.Length.ShouldBeGreaterThan(6000);
                using RawFile file = TestFiles.Open(path);
                file.Status.Size.ShouldBe(4);
                file.HashContent(4, out UInt128 hash).ShouldBe(SystemError.None);
                hash.ToString("x32", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("deep"u8))[..32]);
            }

            // The long path itself as a root.
            RawPath root = new(moved + part);
            Recorder.Walk([root]).Seen.Files.ShouldHaveSingleItem().ShouldBe(root.Combine("file"u8));
        }
        finally
        {
            Directory.Move(moved, folder.File("one"));
        }
    }

    [Fact]
    public void Deep_trees_with_branches_do_not_keep_all_directories_open()
    {
        // At each of 600 levels a second directory waits, so that each level's directory would have to stay open.
        string path = folder.Path;
        for (int depth = 0; depth < 600; depth++)
        {
            Directory.CreateDirectory(path + "/b");
            path += "/a";
            Directory.CreateDirectory(path);
        }

        File.WriteAllText(path + "/file", "x");
        foreach (int threads in (int[])[1, 4])
        {
            (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.Path, new WalkOptions { Threads = threads });
            counts.Directories.ShouldBe(1201);
            seen.Names.ShouldBe([path + "/file"]);
            counts.Problems.ShouldBe(0);
        }
    }

    [Fact]
    public void Large_files_are_passed_over_when_asked()
    {
        folder.Write("small", "12345");
        using (FileStream sparse = File.Create(folder.File("sparse")))
        {
            sparse.SetLength((4L << 30) + 1);
        }

        (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.Path, new WalkOptions { MaxFileSize = 5 });
        seen.Names.ShouldBe([folder.File("small")]);
        counts.TooLarge.ShouldBe(1);
        Recorder.Walk(folder.Path, new WalkOptions { MaxFileSize = 4 }).Counts.TooLarge.ShouldBe(2);
        Recorder.Walk(folder.Path, new WalkOptions { MaxFileSize = (4L << 30) + 1 }).Counts.Files.ShouldBe(2);
        using RawFile file = TestFiles.Open(folder.File("sparse"));
        file.Status.Size.ShouldBe((4L << 30) + 1);
        file.HashContent(1 << 20, out _).ShouldBe(SystemError.OutOfRange);
    }

    [Fact]
    public void Rules_see_states_of_the_directories_above()
    {
        folder.Write("a/keep", "x");
        folder.Write("a/skip", "x");
        folder.Write("a/inner/keep", "x");
        folder.Write("skip/keep", "x");
        folder.Write("list", "skip");
        var rules = new NameRules();
        (Recorder seen, WalkCounts counts) = Recorder.Walk(folder.Path, rules: rules);
        seen.Names.ShouldBe([folder.File("a/inner/keep"), folder.File("a/keep"), folder.File("list")]);
        counts.Ignored.ShouldBe(2);
        rules.Depths.Order().ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void A_failing_visitor_ends_the_walk_with_its_exception()
    {
        for (int i = 0; i < 500; i++)
        {
            folder.Write($"{i % 20}/{i}", "x");
        }

        foreach (int threads in (int[])[1, 8])
        {
            Should.Throw<InvalidOperationException>(() => new TreeWalker(new WalkOptions { Threads = threads }).Walk([new RawPath(folder.Path)], _ => new Failing())).Message.ShouldBe("no more");
        }
    }

    [Fact]
    public void Cancellation_ends_the_walk()
    {
        for (int i = 0; i < 500; i++)
        {
            folder.Write($"{i % 20}/{i}", "x");
        }

        using var cancellation = new CancellationTokenSource();
        var visitor = new Cancelling(cancellation);
        Should.Throw<OperationCanceledException>(() => new TreeWalker(new WalkOptions { Threads = 1 }).Walk([new RawPath(folder.Path)], _ => visitor, cancellation.Token));
        visitor.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_tree_may_change_while_it_is_walked()
    {
        string[] stable = new string[300];
        for (int i = 0; i < stable.Length; i++)
        {
            stable[i] = folder.Write($"{i % 10:00}/stable{i:000}", "x");
        }

        Array.Sort(stable, StringComparer.Ordinal);
        using var end = new CancellationTokenSource();
        Task change = Task.Run(() =>
        {
            for (int i = 0; !end.IsCancellationRequested; i = (i + 1) % 40)
            {
                string directory = folder.File($"{i % 10:00}/moving{i}");
                if (Directory.Exists(directory))
                {
                    Directory.Delete(directory, recursive: true);
                    continue;
                }

                Directory.CreateDirectory(directory);
                File.WriteAllText(directory + "/passing", "x");
            }
        });
        for (int round = 0; round < 15; round++)
        {
            (Recorder seen, _) = Recorder.Walk(folder.Path);
            seen.Names.Where(name => name.Contains("stable", StringComparison.Ordinal)).ShouldBe(stable);
            seen.Problems.ShouldAllBe(problem => problem.Error == SystemError.NoEntry);
        }

        await end.CancelAsync();
        await change;
    }

    [Fact]
    public void Nothing_is_allocated_for_a_file()
    {
        for (int i = 0; i < 1500; i++)
        {
            folder.Write($"{(i < 300 ? "few_" : "many")}/file{i}", "x");
        }

        var visitor = new Reading();
        long Cost(string name) => Allocations.Least(() => new TreeWalker(new WalkOptions { Threads = 1 }).Walk([new RawPath(folder.File(name))], _ => visitor));
        // The same path length, threads and directories; four times the files.
        Cost("few_").ShouldBe(Cost("many"));
        visitor.Count.ShouldBeGreaterThan(1500);
    }

    private sealed class NameRules : IWalkRules
    {
        public System.Collections.Concurrent.ConcurrentBag<int> Depths { get; } = [];

        public object? Enter(WalkedDirectory directory, object? parent)
        {
            Depths.Add(directory.Depth);
            if (parent is not null)
            {
                directory.OpenFile("list"u8, out _).ShouldBe(SystemError.NoEntry);
                return parent;
            }

            directory.OpenFile("list"u8, out RawFile? file).ShouldBe(SystemError.None);
            using (file)
            {
                byte[] text = new byte[file!.Status.Size];
                RandomAccess.Read(file.Handle, text, 0);
                return Encoding.UTF8.GetString(text);
            }
        }

        public bool Skips(object? state, ReadOnlySpan<byte> name, bool isDirectory) => Encoding.UTF8.GetString(name) == (string?)state;
    }

    private sealed class Failing : IWalkVisitor
    {
        private int count;

        public void Visit(in WalkedFile file)
        {
            if (++count > 20)
            {
                throw new InvalidOperationException("no more");
            }
        }

        public void Report(WalkProblem problem) => throw new InvalidOperationException(problem.ToString());
    }

    private sealed class Cancelling(CancellationTokenSource source) : IWalkVisitor
    {
        public int Count { get; private set; }

        public void Visit(in WalkedFile file)
        {
            Count++;
            source.Cancel();
        }

        public void Report(WalkProblem problem)
        {
        }
    }

    // What a search does to each file.
    private sealed class Reading : IWalkVisitor
    {
        private static readonly AttributeName Name = new("user.portolan.none");
        private readonly byte[] value = new byte[1024];

        public int Count { get; private set; }

        public void Visit(in WalkedFile file)
        {
            file.GetAttribute(Name, value, out _);
            Count += file.GetStatus(out _) == SystemError.None ? 1 : 0;
        }

        public void Report(WalkProblem problem)
        {
        }
    }
}
