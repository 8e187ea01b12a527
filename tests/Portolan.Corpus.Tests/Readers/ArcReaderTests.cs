using System.Text;
using Portolan.Corpus.Readers;

namespace Portolan.Corpus.Tests.Readers;

/// <summary>ARC as the Internet Archive described it in 1996 (version 1) and as later crawlers extended it (version 2).</summary>
public sealed class ArcReaderTests
{
    private const string Block1 = "1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n";
    private const string Http = "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>hello";

    [Fact]
    public void Version_1_records_look_like_warc_records()
    {
        using var reader = new WarcReader(new TricklingSource(Arc1()));
        reader.MoveNext().ShouldBeTrue();
        reader.Current.Type.ShouldBe(WarcRecordType.WarcInfo);
        reader.MoveNext().ShouldBeTrue();
        WarcRecord record = reader.Current;
        record.Type.ShouldBe(WarcRecordType.Response);
        record.TargetUri.ShouldBe("http://a.example/x y");
        record.Date.ShouldBe("1997-12-31T23:59:58Z");
        record.TryGetTimestamp(out DateTimeOffset time).ShouldBeTrue();
        time.Year.ShouldBe(1997);
        record.ContentType.ShouldBe("application/http; msgtype=response");
        record.Headers.GetString("ARC-Content-Type"u8).ShouldBe("text/html");
        record.Headers.GetString("WARC-IP-Address"u8).ShouldBe("192.0.2.1");
        record.TryGetHttp(out HttpMessage message).ShouldBeTrue();
        Encoding.UTF8.GetString(message.Body).ShouldBe("<p>hello");
        reader.MoveNext().ShouldBeTrue();
        reader.Current.Type.ShouldBe(WarcRecordType.Resource);
        reader.Current.ContentType.ShouldBe("text/dns");
        reader.Current.Date.ShouldBe("1997-12-31T23:59:00Z");
        reader.MoveNext().ShouldBeFalse();
        Archive.Lines(reader.Damage).ShouldBeEmpty();
    }

    [Fact]
    public void Gzip_members_and_one_member_give_the_same_records()
    {
        string[] parts = Parts();
        byte[] members = [.. parts.SelectMany(p => ArchiveBuilder.Gzip(Encoding.UTF8.GetBytes(p)))];
        var expected = Archive.Read(Arc1()).Records.Select(r => (r.Uri, r.BodyHash, r.Position)).ToList();
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.ReadStored(members);
        records.Select(r => (r.Uri, r.BodyHash, r.Position)).ShouldBe(expected);
        records[1].Offset.ShouldBe(ArchiveBuilder.Gzip(Encoding.UTF8.GetBytes(parts[0])).Length);
        Archive.Lines(damage).ShouldBeEmpty();
        Archive.ReadStored(ArchiveBuilder.Gzip(Arc1())).Records.Select(r => (r.Uri, r.BodyHash, r.Position)).ShouldBe(expected);
    }

    [Fact]
    public void Version_2_lines_have_five_more_fields()
    {
        string text = $"filedesc://t.arc 0.0.0.0 20010203040506 text/plain 200 - - 0 t.arc 5\n2 0 T\n\nhttp://b.example/ 192.0.2.7 20010203040507 text/html; charset=x 200 c0ffee - 120 t.arc {Http.Length}\n{Http}\n";
        using var reader = new WarcReader(new MemorySource(Encoding.UTF8.GetBytes(text), "t.arc"));
        reader.MoveNext().ShouldBeTrue();
        reader.MoveNext().ShouldBeTrue();
        reader.Current.TargetUri.ShouldBe("http://b.example/");
        reader.Current.Headers.GetString("ARC-Content-Type"u8).ShouldBe("text/html; charset=x");
        reader.Current.ContentLength.ShouldBe(Http.Length);
        reader.MoveNext().ShouldBeFalse();
        Archive.Lines(reader.Damage).ShouldBeEmpty();
    }

    [Fact]
    public void Damage_is_skipped_to_the_next_url_line()
    {
        string[] parts = Parts();
        byte[] data = Encoding.UTF8.GetBytes(parts[0] + "some rubbish\nmore of it\n" + parts[1] + parts[2][..^5]);
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(new WarcReader(new TricklingSource(data)));
        records.Select(r => r.Type).ShouldBe([WarcRecordType.WarcInfo, WarcRecordType.Response]);
        damage.Select(d => (d.Kind, d.Offset)).ShouldBe(
            [(ArchiveDamageKind.Stray, (long)parts[0].Length), (ArchiveDamageKind.Truncated, parts[0].Length + 24L + parts[1].Length)]);
        damage[0].Reason.ShouldBe("found 'some rubbish\\nmore of it\\n' where an ARC URL record should begin; 24 bytes skipped");
    }

    private static string[] Parts() =>
    [
        $"filedesc://t.arc 0.0.0.0 19971231235958 text/plain {Block1.Length}\n{Block1}\n",
        $"http://a.example/x y 192.0.2.1 19971231235958 text/html {Http.Length}\n{Http}\n",
        "dns:a.example 192.0.2.53 199712312359 text/dns 9\n192.0.2.1\n",
    ];

    private static byte[] Arc1() => Encoding.UTF8.GetBytes(string.Concat(Parts()));
}
