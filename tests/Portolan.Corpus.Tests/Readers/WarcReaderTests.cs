using System.Text;
using Portolan.Corpus.Readers;

namespace Portolan.Corpus.Tests.Readers;

public sealed class WarcReaderTests
{
    [Theory]
    [InlineData("WARC/1.0")]
    [InlineData("WARC/1.1")]
    [InlineData("WARC/0.17")]
    [InlineData("WARC/0.18")]
    public void Known_versions_are_read(string version)
    {
        byte[] data = Encoding.UTF8.GetBytes($"{version}\r\nWARC-Type: resource\r\nContent-Length: 2\r\n\r\nab\r\n\r\n");
        Archive.Read(data).Records.Single().BodyHash.ShouldBe(Archive.Hash("ab"));
    }

    [Fact]
    public void An_unknown_version_is_refused_with_the_version()
    {
        using var reader = new WarcReader(new MemorySource("WARC/2.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n"u8.ToArray(), "new.warc"));
        Should.Throw<CorpusException>(() => reader.MoveNext()).Message.ShouldBe("new.warc is 'WARC/2.0\\r' at byte 0, known are WARC/0.17, 0.18, 1.0 and 1.1");
    }

    [Theory]
    [InlineData("", "x.warc.gz is empty, expected 'WARC/1.0', 'WARC/1.1' or an ARC 'filedesc:' line")]
    [InlineData("\r\n\n", "x.warc.gz is empty, expected 'WARC/1.0', 'WARC/1.1' or an ARC 'filedesc:' line")]
    [InlineData("<!DOCTYPE html>\n<p>no", "x.warc.gz is not a web archive: found '<!DOCTYPE html>\\n<p>no' at byte 0, expected 'WARC/1.0', 'WARC/1.1' or an ARC 'filedesc:' line")]
    [InlineData("WARC/1.", "x.warc.gz is not a web archive: found 'WARC/1.' at byte 0, expected 'WARC/1.0', 'WARC/1.1' or an ARC 'filedesc:' line")]
    public void What_is_no_archive_is_refused_with_what_was_found(string content, string message)
    {
        using var reader = new WarcReader(new TricklingSource(Encoding.UTF8.GetBytes(content), "x.warc.gz"));
        CorpusException refusal = Should.Throw<CorpusException>(() => reader.MoveNext());
        refusal.Message.ShouldBe(message);
        refusal.Path.ShouldBe("x.warc.gz");
        refusal.Hint.ShouldNotBeNull();
        reader.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void Headers_are_found_in_any_case_folded_and_repeated()
    {
        const string text = "WARC/1.0\r\nwarc-TYPE: Response\r\nX-Long: one\r\n  two\r\n\tthree  \r\nX-Empty:\r\n folded\r\nWARC-Target-URI: <http://a.b/ü>\r\n"
            + "WARC-Concurrent-To: <urn:1>\r\nWARC-CONCURRENT-TO: <urn:2>\r\nno colon here\r\nWARC-Record-ID : <urn:uuid:7>\r\n"
            + "WARC-Date: 2024-05-20T01:02:03.5Z\r\nCONTENT-length:   3\r\n\r\nabc\r\n\r\n";
        using var reader = new WarcReader(new TricklingSource(Encoding.UTF8.GetBytes(text)));
        reader.MoveNext().ShouldBeTrue();
        WarcRecord record = reader.Current;
        record.Type.ShouldBe(WarcRecordType.Response);
        record.Headers.GetString("x-long"u8).ShouldBe("one two three");
        record.Headers.GetString("X-Empty"u8).ShouldBe("folded");
        record.TargetUri.ShouldBe("http://a.b/ü");
        Encoding.UTF8.GetString(record.TargetUriBytes).ShouldBe("http://a.b/ü");
        record.RecordId.ShouldBe("urn:uuid:7");
        record.Headers.GetStrings("WARC-Concurrent-To"u8).ShouldBe(["<urn:1>", "<urn:2>"]);
        record.Headers.Count.ShouldBe(9);
        record.TryGetTimestamp(out DateTimeOffset time).ShouldBeTrue();
        time.ShouldBe(new DateTimeOffset(2024, 5, 20, 1, 2, 3, 500, TimeSpan.Zero));
        record.Truncated.ShouldBeNull();
        reader.MoveNext().ShouldBeFalse();
        reader.Damage.ShouldBeEmpty();
    }

    [Fact]
    public void Line_feeds_alone_are_enough()
    {
        byte[] data = "WARC/1.0\nWARC-Type: conversion\nContent-Length: 3\n\nabc\n\nWARC/1.0\nWARC-Type: request\nContent-Length: 0\n\n"u8.ToArray();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(data);
        records.Select(r => (r.Type, r.Length)).ShouldBe([(WarcRecordType.Conversion, 3L), (WarcRecordType.Request, 0L)]);
        damage.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r\n\r\n\r\n")]
    public void Missing_or_extra_blank_lines_between_records_are_no_damage(string between)
    {
        byte[] data = new ArchiveBuilder().Record("http://a/", "one", end: between).Record("http://b/", "two", end: between).ToArray();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(data);
        records.Select(r => r.Uri).ShouldBe(["http://a/", "http://b/"]);
        damage.ShouldBeEmpty();
    }

    [Fact]
    public void A_record_that_holds_another_archive_is_one_record()
    {
        byte[] inner = new ArchiveBuilder().Record("http://inner/", "inside").ToArray();
        byte[] data = new ArchiveBuilder().Record("resource", "http://outer/", inner).Record("http://b/", "two").ToArray();
        Archive.Read(data).Records.Select(r => r.Uri).ShouldBe(["http://outer/", "http://b/"]);
    }

    [Fact]
    public void A_record_above_the_limit_can_be_streamed_but_not_had_as_a_span()
    {
        string large = new('x', 5000);
        byte[] data = new ArchiveBuilder().Record("http://large/", large).Record("http://small/", "s").ToArray();
        using var reader = new WarcReader(new TricklingSource(data), new WarcReaderOptions { MaxRecordBytes = 1000 });
        reader.MoveNext().ShouldBeTrue();
        reader.Current.TryGetBody(out _).ShouldBeFalse();
        reader.Current.TryGetBody(out _).ShouldBeFalse();
        reader.Damage.Single().ShouldBe(new ArchiveDamage("trickle", 0, "the body of 5000 bytes is larger than the limit of 1000 bytes") { Kind = ArchiveDamageKind.TooLarge });
        Span<byte> part = stackalloc byte[777];
        var body = new List<byte>();
        for (int count; (count = reader.Current.ReadBody(part)) > 0;)
        {
            body.AddRange(part[..count]);
        }

        Encoding.UTF8.GetString([.. body]).ShouldBe(large);
        reader.MoveNext().ShouldBeTrue();
        reader.Current.TargetUri.ShouldBe("http://small/");
        reader.Current.ReadBody(part).ShouldBe(1);
        reader.Current.ReadBody(part).ShouldBe(0);
        reader.Current.TryGetBody(out ReadOnlySpan<byte> small).ShouldBeTrue();
        small.SequenceEqual("s"u8).ShouldBeTrue();
        reader.MoveNext().ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => reader.Current);
    }

    [Theory]
    [InlineData("sha1:2jmj7l5rSW0yVb/vlWAYkK/YBwk=", 0)] // base 64 is no form that WARC writers use: not checked
    [InlineData("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", 1)]
    [InlineData("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", 0)]
    [InlineData("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", 0)]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e", 0)]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427f", 1)]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0)]
    [InlineData("blake9:00", 0)]
    public void Digests_are_compared_when_asked_for(string digest, int mismatches)
    {
        byte[] data = Encoding.UTF8.GetBytes($"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Block-Digest: {digest}\r\nContent-Length: 0\r\n\r\n\r\n\r\n");
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(data, new WarcReaderOptions { VerifyDigests = true });
        records.Count.ShouldBe(1);
        damage.Count(d => d.Kind == ArchiveDamageKind.DigestMismatch).ShouldBe(mismatches);
        Archive.Read(data).Damage.ShouldBeEmpty();
    }

    [Fact]
    public void Steady_reading_allocates_nothing()
    {
        var builder = new ArchiveBuilder();
        for (int i = 0; i < 2000; i++)
        {
            builder.Record("http://example.com/page", "some text\nof a page\n");
        }

        using var reader = new WarcReader(new MemorySource(builder.ToArray(), "memory"));
        for (int i = 0; i < 100; i++)
        {
            reader.MoveNext();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        int bytes = 0;
        while (reader.MoveNext())
        {
            reader.Current.TryGetBody(out ReadOnlySpan<byte> body);
            bytes += body.Length + reader.Current.TargetUriBytes.Length;
        }

        // The smallest object has 24 bytes; 1900 of them would be 45,600. What remains is the run-time's own, once.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20_000, $"{bytes} bytes read");
        reader.RecordCount.ShouldBe(2000);
    }
}
