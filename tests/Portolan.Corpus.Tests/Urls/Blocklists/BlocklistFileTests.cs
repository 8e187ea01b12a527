using System.Buffers.Binary;
using System.Text;
using Portolan.Corpus.Urls;
using Portolan.Corpus.Urls.Blocklists;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Urls.Blocklists;

public sealed class BlocklistFileTests
{
    [Fact]
    public void The_file_is_the_same_for_any_memory()
    {
        using var lists = new Lists();
        var random = new Random(5);
        string one = lists.Write("one.txt", Hosts(random, 100_000)), two = lists.Write("two.txt", Hosts(random, 50_000));
        BlocklistBuildResult large = lists.Build([one, two]);
        byte[] expected = File.ReadAllBytes(lists.Output);
        lists.Build([one, two], memory: 1_000_000).Rules.ShouldBe(large.Rules);
        File.ReadAllBytes(lists.Output).ShouldBe(expected);
        Directory.GetFiles(Path.GetDirectoryName(lists.Output)!, "*.tmp").ShouldBeEmpty();
        (expected.Length / (double)large.Rules).ShouldBeLessThan(19, "bytes a rule");
    }

    [Fact]
    public void Every_rule_is_found_and_what_is_not_in_a_model_is_not()
    {
        using var lists = new Lists();
        var random = new Random(6);
        string[] hosts = [.. Hosts(random, 20_000).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        string[] urls = [.. Enumerable.Range(0, 5000).Select(i => $"{Host(random)}/{(char)('a' + random.Next(4))}/{random.Next(40)}")];
        lists.Build([lists.Write("hosts.txt", string.Join('\n', hosts)), lists.Write("urls.txt", string.Join('\n', urls))]);
        var hostModel = hosts.ToHashSet(StringComparer.Ordinal);
        var urlModel = urls.ToHashSet(StringComparer.Ordinal);
        using Blocklist list = Blocklist.Open(lists.Output);
        list.Verify();
        int found = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string host = random.Next(3) == 0 ? hosts[random.Next(hosts.Length)] : random.Next(2) == 0 ? urls[random.Next(urls.Length)].Split('/')[0] : Host(random);
            host = random.Next(2) == 0 ? "www." + host : host;
            string path = $"{(char)('a' + random.Next(4))}/{random.Next(40)}{(random.Next(2) == 0 ? "/x" : random.Next(2) == 0 ? "0" : "")}";
            List<string> expected = [];
            for (string at = host; at.Length > 0; at = at.Contains('.') ? at[(at.IndexOf('.') + 1)..] : "")
            {
                if (hostModel.Contains(at))
                {
                    expected.Add($"Domain {at}");
                }
            }

            string site = host.StartsWith("www.", StringComparison.Ordinal) && host[4..].Contains('.') ? host[4..] : host;
            string[] segments = path.Split('/');
            for (int end = 1; end <= segments.Length; end++)
            {
                string prefix = $"{site}/{string.Join('/', segments[..end])}";
                if (urlModel.Contains(prefix))
                {
                    expected.Add($"Url {prefix}");
                }
            }

            Lists.Matches(list, $"http://{host}/{path}").Select(m => $"{m.Kind} {m.Rule}").ShouldBe(expected, $"http://{host}/{path}");
            found += expected.Count;
        }

        found.ShouldBeGreaterThan(5000);
    }

    // docs/formats/blocklist.md, followed by hand.
    [Fact]
    public void The_file_is_as_the_format_page_says()
    {
        using var lists = new Lists();
        lists.Build([lists.Write("bad.txt", "a-long-label.example\nb.example/path\n")]);
        byte[] file = File.ReadAllBytes(lists.Output);
        file[..8].ShouldBe([0x89, .. "PBL\r\n"u8, 0x1A, 0x0A]);
        Int(8).ShouldBe(1);
        long homes = Long(16), slots = Long(24), entries = Long(32), indexBytes = Long(40);
        (homes, entries).ShouldBe((4L, 3L));
        (128 + 16 * slots + indexBytes).ShouldBe(file.Length);
        Convert.ToHexStringLower(file[64..96]).ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.AsSpan(128))));
        byte[] head = file[..128];
        head.AsSpan(12, 4).Clear();
        Crc32.Compute(head).ShouldBe((uint)Int(12));
        Encoding.UTF8.GetString(file.AsSpan((int)(128 + 16 * slots))).ShouldBe(
            """{"rules":2,"sources":[{"list":"bad.txt","category":"bad","is_allowed":false,"domains":1,"urls":1,"expressions":0}],"sets":[[0]],"expressions":[]}""");

        // The key of a-long-label.example: "example" (7 bytes), then "a-long-label" (8 + 4).
        (UInt128 first, UInt128 second) = (0x165667B19E3779F9, 0x27D4EB2F165667C5);
        foreach (ulong word in (ulong[])[Word("example"), 7 | 1UL << 32, Word("a-long-l"), Word("abel"), 12 | 1UL << 32])
        {
            first = Fold(first ^ word, 0x9E3779B97F4A7C15);
            second = Fold(second ^ word, 0xC2B2AE3D27D4EB4F);
        }

        long home = (long)(first * (ulong)homes >> 64);
        long at = Enumerable.Range((int)home, (int)(slots - home)).First(s => (ulong)Long(128 + 16 * s) == (ulong)first);
        ((uint)Int(128 + 16 * (int)at + 8)).ShouldBe((uint)(second >> 32));
        Int(128 + 16 * (int)at + 12).ShouldBe(1);

        int Int(int offset) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(offset));
        long Long(int offset) => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(offset));
        static ulong Word(string text) => text.Select((c, i) => (ulong)c << (8 * i)).Aggregate((a, b) => a | b);
        static UInt128 Fold(UInt128 value, ulong factor)
        {
            UInt128 product = value * factor;
            return (product >> 64) ^ (product & ulong.MaxValue);
        }
    }

    [Fact]
    public void Damage_anywhere_is_an_error_or_found_by_verifying()
    {
        using var lists = new Lists();
        lists.Build([lists.Write("bad.txt", "a.example\nb.example/path\n"), lists.Write("expressions", "rude\n")]);
        byte[] file = File.ReadAllBytes(lists.Output);
        string path = lists.PathOf("broken");
        for (int i = 0; i < file.Length; i++)
        {
            byte[] broken = [.. file];
            broken[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, broken);
            Blocklist.Fuzz(path).ShouldBeFalse($"byte {i}");
        }

        for (int length = 0; length < file.Length; length += 7)
        {
            File.WriteAllBytes(path, file[..length]);
            Should.Throw<CorpusException>(() => Blocklist.Open(path)).Hint.ShouldNotBeNull();
        }

        file[8] = 2;
        File.WriteAllBytes(path, file);
        Should.Throw<CorpusException>(() => Blocklist.Open(path)).Message.ShouldContain("version 2, expected 1");
        Should.Throw<CorpusException>(() => Blocklist.Open(lists.PathOf("none"))).Message.ShouldContain("cannot open blocklist");
        File.WriteAllBytes(path, []);
        Should.Throw<CorpusException>(() => Blocklist.Open(path)).Message.ShouldContain("is no compiled blocklist");
    }

    // A header that is sound in itself leads nowhere outside the file.
    [Fact]
    public void A_file_whose_digests_are_right_and_whose_slots_are_not_does_no_harm()
    {
        using var lists = new Lists();
        lists.Build([lists.Write("bad.txt", "www.example.com\nexample.com/a\n")]);
        byte[] file = File.ReadAllBytes(lists.Output);
        BlocklistHeader header = BlocklistHeader.Read(file, file.Length, "x");
        var random = new Random(9);
        string path = lists.PathOf("broken");
        for (int i = 0; i < 500; i++)
        {
            byte[] broken = [.. file];
            for (int edits = 0; edits < 4; edits++)
            {
                broken[random.Next(BlocklistHeader.Bytes, (int)header.IndexOffset)] = (byte)random.Next(256);
            }

            (header with { Digest = System.Security.Cryptography.SHA256.HashData(broken.AsSpan(BlocklistHeader.Bytes)) }).Write().CopyTo(broken, 0);
            File.WriteAllBytes(path, broken);
            Blocklist.Fuzz(path);
        }

        (header with { Homes = header.Slots + 1 }).Write().CopyTo(file, 0);
        File.WriteAllBytes(path, file);
        Should.Throw<CorpusException>(() => Blocklist.Open(path)).Message.ShouldContain("header of");
    }

    [Fact]
    public void A_decision_allocates_nothing()
    {
        using var lists = new Lists();
        lists.Build([lists.Write("bad.txt", "a.example\nb.example/path\n"), lists.Write("expressions", "rude\n")]);
        using Blocklist list = Blocklist.Open(lists.Output);
        var decision = new BlocklistDecision(list, []);
        var url = new UrlNormalizer(new UrlNormalizerOptions { KeepTracking = true });
        foreach (byte[] address in (byte[][])["http://www.a.example/x"u8.ToArray(), "http://b.example/path/x"u8.ToArray(), "http://c.example/"u8.ToArray()])
        {
            url.TryNormalize(address);
            Allocations.Least(() => decision.Decide(url, out _)).ShouldBe(0);
        }
    }

    private static string Hosts(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => Host(random) + "\n"));

    private static string Host(Random random) => (random.Next(3) == 0 ? $"s{random.Next(20)}." : "") + $"h{random.Next(30_000)}.example";
}
