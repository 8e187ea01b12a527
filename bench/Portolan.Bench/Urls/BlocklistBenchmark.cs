using System.Diagnostics;
using System.Globalization;
using System.Text;
using Portolan.Corpus.Urls;
using Portolan.Corpus.Urls.Blocklists;
using Portolan.Corpus.Urls.Words;

namespace Portolan.Bench.Urls;

/// <summary>A blocklist of 5 million generated domains: build, size, look-ups; beside a <c>HashSet&lt;string&gt;</c> and Python's <c>set</c>.</summary>
/// <remarks>
/// Every address has three labels or more, so that a miss asks for three parents and the host. The sets hold the same domains and are asked
/// the same way, from the host upwards; the table on disk is warm.
/// </remarks>
public sealed class BlocklistBenchmark : IBenchmark
{
    private const int Queries = 1_000_000;

    public string Name => "blocklist";

    public string Description => "compiled blocklist against HashSet<string> and Python's set: blocklist [DOMAINS]";

    public void Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5_000_000;
        string folder = Directory.CreateTempSubdirectory("portolan-bench-").FullName;
        try
        {
            string list = Path.Combine(folder, "domains"), output = Path.Combine(folder, "list.blocklist"), hitFile = Path.Combine(folder, "hits"), missFile = Path.Combine(folder, "misses");
            var random = new Random(1);
            string[] domains = [.. Enumerable.Range(0, count).Select(i => Domain(random, i, "com"))];
            File.WriteAllLines(list, domains);
            byte[][] hits = [.. Enumerable.Range(0, Queries).Select(_ => Address(random, domains[random.Next(count)]))];
            byte[][] misses = [.. Enumerable.Range(0, Queries).Select(i => Address(random, Domain(random, i, "org")))];
            File.WriteAllLines(hitFile, hits.Select(Encoding.ASCII.GetString));
            File.WriteAllLines(missFile, misses.Select(Encoding.ASCII.GetString));

            long started = Stopwatch.GetTimestamp();
            BlocklistBuildResult built = BlocklistBuilder.Build(new BlocklistBuildOptions { Lists = [list], Output = output, KeepSuffixes = true });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"build: {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, {built.Rules} rules, {built.FileBytes / 1e6:F1} MB, {built.FileBytes / (double)built.Rules:F2} bytes a rule"));
            started = Stopwatch.GetTimestamp();
            using Blocklist blocklist = Blocklist.Open(output);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"open: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F2} ms"));
            started = Stopwatch.GetTimestamp();
            blocklist.Verify();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verify: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms"));
            Compare(blocklist, domains, hits, misses);
            Score(misses);
            Peer(list, hitFile, missFile);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(Blocklist blocklist, string[] domains, byte[][] hits, byte[][] misses)
    {
        var decision = new BlocklistDecision(blocklist, []);
        var url = new UrlNormalizer(new UrlNormalizerOptions { KeepTracking = true });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> set = domains.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"HashSet<string>: {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6:F0} MB beside its strings, {domains.Sum(d => 22L + 2 * d.Length) / 1e6:F0} MB of strings"));
        foreach ((string label, byte[][] addresses, int expected) in ((string, byte[][], int)[])[("hit", hits, Queries), ("miss", misses, 0)])
        {
            double normalising = Nanoseconds(addresses, (_, _) => 0, url, out _);
            double ours = Nanoseconds(addresses, (_, u) => decision.Decide(u, out int _) == BlocklistVerdict.Blocked ? 1 : 0, url, out int found);
            double theirs = Nanoseconds(addresses, (_, u) => IsInSet(set, u.Host) ? 1 : 0, url, out int foundInSet);
            if (found != expected || foundInSet != expected)
            {
                throw new InvalidOperationException($"{found} and {foundInSet} of {expected} were found");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label}: normalise {normalising:F0} ns, look up {ours - normalising:F0} ns, HashSet<string> {theirs - normalising:F0} ns, ratio {(theirs - normalising) / (ours - normalising):F2}"));
        }

        GC.KeepAlive(domains);
    }

    private static bool IsInSet(HashSet<string>.AlternateLookup<ReadOnlySpan<char>> set, ReadOnlySpan<byte> host)
    {
        Span<char> text = stackalloc char[256];
        Ascii.ToUtf16(host, text, out int length);
        ReadOnlySpan<char> name = text[..length];
        while (true)
        {
            if (set.Contains(name))
            {
                return true;
            }

            int dot = name.IndexOf('.');
            if (dot < 0)
            {
                return false;
            }

            name = name[(dot + 1)..];
        }
    }

    private static double Nanoseconds(byte[][] addresses, Func<int, UrlNormalizer, int> ask, UrlNormalizer url, out int found)
    {
        int count = 0;
        double best = double.MaxValue;
        for (int run = 0; run < 4; run++)
        {
            count = 0;
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < addresses.Length; i++)
            {
                url.TryNormalize(addresses[i]);
                count += ask(i, url);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / addresses.Length);
        }

        found = count;
        return best;
    }

    private static void Score(byte[][] addresses)
    {
        var scorer = new UrlWordScorer(UrlWordList.Load(UrlWordList.Demonstration));
        double seconds = Measure.Seconds(() =>
        {
            foreach (byte[] address in addresses)
            {
                scorer.Score(address, out _, out _);
            }
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"words: {seconds / addresses.Length * 1e9:F0} ns an address of {addresses.Average(a => a.Length):F0} bytes"));
    }

    private static void Peer(string list, string hits, string misses)
    {
        string script = Path.Combine(Portolan.Testing.Repository.Root, "bench/peers/blocklist_peer.py");
        using Process process = Process.Start("/bin/sh", ["-c", $"command -v python3 > /dev/null && python3 '{script}' '{list}' '{hits}' '{misses}' || echo 'python3 is not installed, no comparison'"]);
        process.WaitForExit();
    }

    private static string Domain(Random random, int number, string top)
    {
        string word = string.Concat(Enumerable.Range(0, random.Next(4, 10)).Select(_ => (char)('a' + random.Next(26))));
        return $"{word}{number.ToString("x", CultureInfo.InvariantCulture)}.{(number % 4 == 0 ? "co." : "")}{top}";
    }

    private static byte[] Address(Random random, string domain) =>
        Encoding.ASCII.GetBytes($"https://{(random.Next(2) == 0 ? "www" : "m.news")}.{domain}/section/{random.Next(1000)}/some-title-of-a-page?page={random.Next(10)}");
}
