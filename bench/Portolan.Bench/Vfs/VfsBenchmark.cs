using System.Diagnostics;
using System.Globalization;
using Portolan.Encoders;
using Portolan.Encoders.Models;
using Portolan.Testing;
using Portolan.Vfs;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Records;
using Portolan.Vfs.Searching;
using Portolan.Vfs.Walking;

namespace Portolan.Bench.Vfs;

/// <summary>Walking a tree and reading its vectors beside a C program that makes the same calls, and beside VectorVFS's way.</summary>
/// <remarks>
/// <c>vfs [DIRECTORY] [FILES]</c>; the directory decides the file system and is left with the files, so that a second run starts at
/// once. Peers need gcc and python3 with PyTorch; figures of a cold cache need root.
/// </remarks>
internal sealed class VfsBenchmark : IBenchmark
{
    private const int Rounds = 7;
    private const int PeerFiles = 2000;
    private const string DropCaches = "/proc/sys/vm/drop_caches";

    public string Name => "vfs";

    public string Description => "walking and reading 100,000 records, against a C program and VectorVFS's method";

    public void Run(string[] args)
    {
        string parent = args.Length > 0 ? args[0] : Path.GetTempPath();
        int files = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100_000;
        string root = Path.Combine(parent, $"portolan-vfs-{files}");
        EmbeddingSpace space = BuiltInModels.TextPack().Space;
        VfsTree.Make(root, files, space);
        string? peer = CompilePeer(Path.Combine(Path.GetTempPath(), "portolan-vfs-walk"));
        string attribute = RecordFormat.NameOf(space.Name).Text;
        float[] query = VfsTree.Query(space);

        Console.WriteLine($"{files} files, warm; best and median of {Rounds} rounds, taken in turns");
        var c = new Dictionary<int, List<double>> { [1] = [], [2] = [], [8] = [] };
        var read = new Dictionary<int, List<double>> { [1] = [], [2] = [], [8] = [] };
        var search = new Dictionary<int, List<double>> { [1] = [], [2] = [], [8] = [] };
        var staged = new List<double>();
        for (int round = -1; round < Rounds; round++)
        {
            foreach (int threads in c.Keys)
            {
                double? cSeconds = peer is null ? null : PeerSeconds(peer, root, attribute, threads);
                double readSeconds = Time(() => Read(root, attribute, threads, files));
                double searchSeconds = Time(() => Search(root, space, query, threads, false, files));
                double stagedSeconds = Time(() => Search(root, space, query, threads, true, files));
                if (round >= 0)
                {
                    c[threads].Add(cSeconds ?? double.NaN);
                    read[threads].Add(readSeconds);
                    search[threads].Add(searchSeconds);
                    if (threads == 8)
                    {
                        staged.Add(stagedSeconds);
                    }
                }
            }
        }

        foreach (int threads in c.Keys)
        {
            Print($"C, {threads} threads", c[threads], files, null);
            Print($"walk and read, {threads} threads", read[threads], files, c[threads]);
            Print($"search (also CRC, freshness, score), {threads} threads", search[threads], files, c[threads]);
        }

        Print("search in two stages, 8 threads", staged, files, c[8]);
        PrintAllocations(root, space, query, files);
        PrintCold(root, attribute, space, query, peer, files);
        PrintVectorVfs(parent, search[8].Min() / files, search[1].Min() / files);
        PrintProcess(root);
    }

    private static void Read(string root, string attribute, int threads, int files)
    {
        var name = new AttributeName(attribute);
        WalkCounts counts = new TreeWalker(new WalkOptions { Threads = threads }).Walk([new RawPath(root)], _ => new ReadingVisitor(name));
        Check(counts.Files, files);
    }

    private static void Search(string root, EmbeddingSpace space, float[] query, int threads, bool twoStage, int files)
    {
        SearchResult result = new VectorSearch(new SearchOptions { Walk = new WalkOptions { Threads = threads }, TwoStage = twoStage }).Run([new RawPath(root)], [new SpaceQuery(space, query)]);
        Check(result.Spaces[0].Counts.Fresh, files);
    }

    private static void PrintAllocations(string root, EmbeddingSpace space, float[] query, int files)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Search(root, space, query, 8, false, files);
        double bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocated by a whole search of 8 threads: {bytes / 1024:F0} KiB, {bytes / files:F2} bytes a file"));
    }

    private static void PrintCold(string root, string attribute, EmbeddingSpace space, float[] query, string? peer, int files)
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists(DropCaches))
        {
            Console.WriteLine("cold cache: needs root");
            return;
        }

        Console.WriteLine("cold cache (drop_caches before each); best of 3");
        var labels = new List<(string Label, Func<double> Run)>();
        if (peer is not null)
        {
            labels.Add(("C, 1 thread", () => PeerSeconds(peer, root, attribute, 1)));
            labels.Add(("C, 8 threads", () => PeerSeconds(peer, root, attribute, 8)));
        }

        labels.Add(("search, 1 thread", () => Time(() => Search(root, space, query, 1, false, files))));
        labels.Add(("search, 2 threads", () => Time(() => Search(root, space, query, 2, false, files))));
        labels.Add(("search, 8 threads", () => Time(() => Search(root, space, query, 8, false, files))));
        labels.Add(("search, 16 threads", () => Time(() => Search(root, space, query, 16, false, files))));
        labels.Add(("search in two stages, 8 threads", () => Time(() => Search(root, space, query, 8, true, files))));
        foreach ((string label, Func<double> run) in labels)
        {
            var times = new List<double>();
            for (int round = 0; round < 3; round++)
            {
                using (Process sync = Process.Start("sync"))
                {
                    sync.WaitForExit();
                }

                File.WriteAllText(DropCaches, "3");
                times.Add(run());
            }

            Print(label, times, files, null);
        }
    }

    private static void PrintVectorVfs(string parent, double ours, double oursSingle)
    {
        string script = Repository.PathOf("bench/peers/vectorvfs_peer.py");
        string directory = Path.Combine(parent, "portolan-vectorvfs");
        if (!Directory.Exists(directory) && Output("/usr/bin/python3", script, "make", directory, $"{PeerFiles}") is null)
        {
            Console.WriteLine("VectorVFS's method: needs python3 with PyTorch");
            return;
        }

        double best = double.PositiveInfinity;
        for (int round = 0; round < 3; round++)
        {
            string[] numbers = Output("/usr/bin/python3", script, "search", directory)!.Split(' ');
            best = Math.Min(best, double.Parse(numbers[1], CultureInfo.InvariantCulture) / int.Parse(numbers[0], CultureInfo.InvariantCulture));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"VectorVFS's method (PyTorch, {PeerFiles} files): {best * 1e6:F1} us a file; ours {ours * 1e6:F2} us: {best / ours:F0}x, with one thread {oursSingle * 1e6:F2} us: {best / oursSingle:F0}x"));
    }

    private static void PrintProcess(string root)
    {
        string program = Repository.PathOf("artifacts/cli/portolan");
        if (!File.Exists(program))
        {
            Console.WriteLine("whole process: run ./portolan once, so that it is built");
            return;
        }

        foreach (string options in (string[])["", "--two-stage", "--no-ignore"])
        {
            double? seconds = Measure.ProcessSeconds(program, $"vfs search 'how do I configure the network' '{root}' -q {options}", runs: 5);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"portolan vfs search {options}, whole process: {seconds:F3} s"));
        }
    }

    private static void Print(string label, List<double> times, int files, List<double>? against)
    {
        if (times.Any(double.IsNaN))
        {
            return;
        }

        List<double> sorted = [.. times.Order()];
        string ratio = against is null || against.Any(double.IsNaN) ? "" : string.Create(CultureInfo.InvariantCulture, $"  {sorted[0] / against.Min():F2} of C");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{label,-56} {sorted[0] * 1e3,8:F1} ms  {sorted[sorted.Count / 2] * 1e3,8:F1} ms  {files / sorted[0] / 1e3,7:F0} k files/s{ratio}"));
    }

    private static string? CompilePeer(string program)
    {
        try
        {
            return Output("gcc", "-O2", "-pthread", "-o", program, Repository.PathOf("bench/peers/vfs_walk.c")) is null ? null : program;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("C: needs gcc");
            return null;
        }
    }

    private static double PeerSeconds(string peer, string root, string attribute, int threads) =>
        double.Parse(Output(peer, root, attribute, $"{threads}")!.Split(' ')[3], CultureInfo.InvariantCulture);

    private static string? Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : null;
    }

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Check(long found, int expected)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"{found} files, expected {expected}");
        }
    }

    // Exactly the calls of the C program.
    private sealed class ReadingVisitor(AttributeName name) : IWalkVisitor
    {
        private readonly byte[] value = GC.AllocateUninitializedArray<byte>(4096, pinned: true);

        public void Visit(in WalkedFile file)
        {
            if (file.GetAttribute(name, value, out _) == SystemError.None)
            {
                file.GetStatus(out _);
            }
        }

        public void Report(WalkProblem problem)
        {
        }
    }
}
