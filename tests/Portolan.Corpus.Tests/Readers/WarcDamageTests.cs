using System.Text;
using Portolan.Corpus.Readers;

namespace Portolan.Corpus.Tests.Readers;

public sealed class WarcDamageTests
{
    [Fact]
    public void A_claim_of_8_GB_neither_allocates_it_nor_hides_the_records_behind_it()
    {
        byte[] data = new ArchiveBuilder().Record("http://a/", "one").Record("http://b/", "two", length: 8L << 30).Record("http://c/", "three").ToArray();
        int second = Header("http://a/", 3) + 3 + 4;
        var source = new TricklingSource(data, "small.warc");
        long before = GC.GetAllocatedBytesForCurrentThread();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(new WarcReader(source));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        records.Select(r => r.Uri).ShouldBe(["http://a/", "http://c/"]);
        int rest = data.Length - second - Header("http://b/", 8L << 30);
        Archive.Lines(damage).ShouldBe($"Truncated @{second}: the record claims 8589934592 bytes, the data ends after {rest}\n");
    }

    [Fact]
    public void A_large_record_that_is_cut_is_reported_after_what_there_was()
    {
        byte[] data = new ArchiveBuilder().Record("http://a/", new string('x', 3000), length: 1L << 40, end: "").ToArray();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(data, new WarcReaderOptions { MaxRecordBytes = 1000 });
        records.Count.ShouldBe(1);
        damage.Select(d => d.Kind).ShouldBe([ArchiveDamageKind.TooLarge, ArchiveDamageKind.Truncated]);
        damage[1].Reason.ShouldBe("the record claims 1099511627776 bytes, the data ends after 3000");
    }

    [Fact]
    public void A_length_that_is_too_long_does_not_swallow_the_next_record()
    {
        byte[] data = new ArchiveBuilder().Record("http://a/", "one", length: 50).Record("http://b/", "two").Record("http://c/", "three").ToArray();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(data);
        records.Select(r => r.Uri).ShouldBe(["http://b/", "http://c/"]);
        string reason = Archive.Lines(damage);
        reason.ShouldStartWith("Length @0: the record claims 50 bytes, behind them is '");
        reason.ShouldEndWith("'; the next record or the end comes after 3\n");

        (records, damage) = Archive.Read(data, new WarcReaderOptions { RepairLengths = true });
        records.Select(r => (r.Uri, r.BodyHash)).ShouldBe([("http://a/", Archive.Hash("one")), ("http://b/", Archive.Hash("two")), ("http://c/", Archive.Hash("three"))]);
        damage.Single().Kind.ShouldBe(ArchiveDamageKind.Length);
    }

    [Theory]
    [InlineData("\r\n\r\n")]
    [InlineData("")]
    public void A_length_that_is_too_short_is_noticed(string end)
    {
        byte[] data = new ArchiveBuilder().Record("http://a/", "a long text", length: 3).Record("http://b/", "another text", length: 4, end: end).ToArray();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(data);
        records.ShouldBeEmpty();
        damage.Select(d => d.Reason).ShouldBe(
        [
            "the record claims 3 bytes, behind them is 'ong text\\r\\n\\r\\n'; the next record or the end comes after 11".Replace("\\r\\n\\r\\n'", "\\r\\n\\r\\nWARC/1.0\\r\\nWA'", StringComparison.Ordinal),
            $"the record claims 4 bytes, behind them is 'her text{(end.Length > 0 ? "\\r\\n\\r\\n" : "")}'; the next record or the end comes after 12",
        ]);

        (records, _) = Archive.Read(data, new WarcReaderOptions { RepairLengths = true });
        records.Select(r => r.BodyHash).ShouldBe([Archive.Hash("a long text"), Archive.Hash("another text")]);
    }

    [Theory]
    [InlineData("", "Header @0: the header has no Content-Length")]
    [InlineData("Content-Length: -5\r\n", "Header @0: Content-Length is '-5', expected a number of bytes")]
    [InlineData("Content-Length: 3 bytes\r\n", "Header @0: Content-Length is '3 bytes', expected a number of bytes")]
    [InlineData("Content-Length: 99999999999999999999\r\n", "Header @0: Content-Length is '99999999999999999999', expected a number of bytes")]
    public void A_record_without_a_usable_length_is_skipped(string length, string damage)
    {
        byte[] data = new ArchiveBuilder().Raw($"WARC/1.0\r\nWARC-Type: resource\r\n{length}\r\nabc\r\n\r\n").Record("http://b/", "two").ToArray();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> found) = Archive.Read(data);
        records.Single().Uri.ShouldBe("http://b/");
        Archive.Lines(found).ShouldBe(damage + "\n");
    }

    [Fact]
    public void A_header_that_runs_into_another_record_is_cut_there()
    {
        byte[] data = new ArchiveBuilder().Raw("WARC/1.0\r\nWARC-Type: resource\r\n").Record("http://b/", "two").ToArray();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(data);
        records.Single().Uri.ShouldBe("http://b/");
        Archive.Lines(damage).ShouldBe("Header @0: the header ends after 31 bytes, where another record begins\n");
    }

    [Fact]
    public void A_later_record_of_an_unknown_version_is_skipped()
    {
        byte[] data = new ArchiveBuilder().Record("http://a/", "one").Raw("WARC/3.0\r\nContent-Length: 1\r\n\r\nx\r\n\r\n").Record("http://b/", "two").ToArray();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(data);
        records.Count.ShouldBe(2);
        damage.Single().Reason.ShouldBe("found version 'WARC/3.0\\r', known are WARC/0.17, 0.18, 1.0 and 1.1");
    }

    [Theory]
    [InlineData("garbage\r\n")]
    [InlineData("garbage with WARC/1.0 inside\nand more\r\n\r\n")]
    [InlineData("garbage right before ")]
    public void Stray_bytes_between_records_are_skipped_and_counted(string stray)
    {
        byte[] data = new ArchiveBuilder().Record("http://a/", "one").Raw(stray).Record("http://b/", "two").ToArray();
        int at = Header("http://a/", 3) + 7;
        foreach (WarcReader reader in (WarcReader[])[new(new MemorySource(data, "m")), new(new TricklingSource(data))])
        {
            (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(reader);
            records.Select(r => r.Uri).ShouldBe(["http://a/", "http://b/"]);
            damage.Single().Kind.ShouldBe(ArchiveDamageKind.Stray);
            damage.Single().Offset.ShouldBe(at);
            damage.Single().Reason.ShouldEndWith($"' where a WARC record should begin; {stray.Length} bytes skipped");
        }
    }

    [Fact]
    public void A_file_that_begins_in_the_middle_of_a_record_is_read_from_the_next_one()
    {
        string lost = string.Concat(Enumerable.Repeat("the tail of a record\n", 20_000));
        byte[] data = new ArchiveBuilder().Raw(lost).Record("http://b/", "two").ToArray();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(new WarcReader(new TricklingSource(data)));
        records.Single().Uri.ShouldBe("http://b/");
        damage.Single().Reason.ShouldEndWith($"; {lost.Length} bytes skipped to the first record");
    }

    [Fact]
    public void Every_place_to_cut_a_file_is_either_between_records_or_reported()
    {
        var builder = new ArchiveBuilder();
        List<int> ends = [0];
        for (int i = 0; i < 4; i++)
        {
            ends.Add(builder.Record("http://a/" + i, $"text {i}", end: "").Length);
            builder.Raw("\r\n\r\n");
        }

        byte[] data = builder.ToArray();
        for (int cut = 1; cut <= data.Length; cut++)
        {
            int whole = ends.Count(e => e > 0 && e <= cut);
            if (cut < 10)
            {
                Should.Throw<CorpusException>(() => Archive.Read(data[..cut]), $"cut at {cut}");
                continue;
            }

            (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(data[..cut]);
            records.Count.ShouldBe(whole, $"cut at {cut}");
            int separators = cut - ends[whole];
            damage.Count.ShouldBe(whole == 0 || separators > 4 ? 1 : 0, $"cut at {cut}: {Archive.Lines(damage)}");
        }
    }

    [Fact]
    public void A_broken_gzip_member_costs_its_record_and_no_other()
    {
        byte[][] members = [.. Enumerable.Range(0, 5).Select(i => ArchiveBuilder.Gzip(new ArchiveBuilder().Record($"http://a/{i}", Words(i)).ToArray()))];
        members[2].AsSpan(members[2].Length / 2, 40).Fill(0xff);
        long broken = members[0].Length + members[1].Length;
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.ReadStored([.. members.SelectMany(m => m)]);
        records.Select(r => r.Uri).ShouldBe(["http://a/0", "http://a/1", "http://a/3", "http://a/4"]);
        damage.Select(d => d.Kind).ShouldContain(ArchiveDamageKind.Compression);
        damage.ShouldAllBe(d => d.Offset >= broken && d.Offset < broken + members[2].Length);
    }

    [Fact]
    public void A_truncated_gzip_file_is_not_silently_short()
    {
        byte[][] members = [.. Enumerable.Range(0, 3).Select(i => ArchiveBuilder.Gzip(new ArchiveBuilder().Record($"http://a/{i}", Words(i)).ToArray()))];
        byte[] data = [.. members.SelectMany(m => m)];
        long last = members[0].Length + members[1].Length;
        for (int cut = (int)last + 1; cut < data.Length; cut += 7)
        {
            (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.ReadStored(data[..cut]);
            records.Count.ShouldBeInRange(2, 3, $"cut at {cut}");
            damage.ShouldNotBeEmpty($"cut at {cut}");
        }
    }

    private static int Header(string uri, long length) =>
        $"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {uri}\r\nContent-Length: {length}\r\n\r\n".Length;

    private static string Words(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int i = 0; i < 500; i++)
        {
            text.Append((char)('a' + random.Next(26))).Append(random.Next(6) == 0 ? " " : "");
        }

        return text.ToString();
    }
}
