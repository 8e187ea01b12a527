using System.Text;
using Portolan.Corpus.Readers;
using Portolan.Corpus.Readers.Wat;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Readers.Wat;

public sealed class WatEnvelopeTests
{
    private const string Whole = """
        {"Container":{"Filename":"a.warc.gz","Offset":"12","Gzip-Metadata":{"Inflated-Length":"626"}},
         "Envelope":{"Payload-Metadata":{"Actual-Content-Type":"application/http; msgtype=response","HTTP-Response-Metadata":{
           "Response-Message":{"Status":"200","Version":"HTTP/1.1","Reason":"OK"},
           "Headers":{"content-type":"text/html; charset=UTF-8","Content-Language":"de","Set-Cookie":["a","b"]},
           "HTML-Metadata":{"Head":{"Base":"/b/","Title":"Ebbe \u0026 Flut \ud83d\ude00",
             "Metas":[{"name":"viewport","content":"x"},{"property":"og:description","content":"og"},{"name":"Description","content":"Von \"hier\""},{"name":"author","content":"M"},{"property":"og:site_name","content":"S"}],
             "Link":[{"path":"LINK@/href","url":"/c","rel":"canonical"}],"Scripts":[{"path":"SCRIPT@/src","url":"s.js"}]},
            "Links":[{"path":"A@/href","url":"x?a=1&b=2","text":"Nach\nx","rel":"nofollow","target":"_blank"},{"path":"IMG@/src","url":"i.png","alt":"Bild"},{"path":"A@/href"},7,[{"url":"no"}],null]}}},
          "Format":"WARC/1.0","WARC-Header-Metadata":{"WARC-Type":"response","WARC-Date":"2024-05-18T01:58:10Z","WARC-Target-URI":"https://a.example/","WARC-Payload-Digest":"sha1:X"}}}
        """;

    [Fact]
    public void Everything_that_is_asked_for_is_read_whatever_the_order()
    {
        WatEnvelope envelope = Read(Whole);
        Text(envelope.RecordType).ShouldBe("response");
        Text(envelope.TargetUri).ShouldBe("https://a.example/");
        Text(envelope.Date).ShouldBe("2024-05-18T01:58:10Z");
        Text(envelope.PayloadDigest).ShouldBe("sha1:X");
        Text(envelope.ContentType).ShouldBe("text/html; charset=UTF-8");
        Text(envelope.Language).ShouldBe("de");
        Text(envelope.Title).ShouldBe("Ebbe & Flut 😀");
        Text(envelope.Description).ShouldBe("Von \"hier\"");
        Text(envelope.Author).ShouldBe("M");
        Text(envelope.SiteName).ShouldBe("S");
        Text(envelope.Base).ShouldBe("/b/");
        Text(envelope.Canonical).ShouldBe("/c");
        envelope.Status.ShouldBe(200);
        Links(envelope).ShouldBe(["LINK@/href /c canonical ", "SCRIPT@/src s.js  ", "A@/href x?a=1&b=2 nofollow Nach\nx", "IMG@/src i.png  Bild"]);
    }

    [Fact]
    public void Nothing_is_left_of_the_record_before()
    {
        var envelope = new WatEnvelope();
        envelope.TryRead(Encoding.UTF8.GetBytes(Whole), out _).ShouldBeTrue();
        envelope.TryRead("""{"Envelope":{}}"""u8, out _).ShouldBeTrue();
        (envelope.Title.Length, envelope.TargetUri.Length, envelope.Status, envelope.Links.Length).ShouldBe((0, 0, 0, 0));
    }

    [Theory]
    [InlineData("", "not valid JSON at byte 0 of line 1 of the record")]
    [InlineData("[]", "the JSON has no object Envelope")]
    [InlineData("{}", "the JSON has no object Envelope")]
    [InlineData("{\"Envelope\":1}", "the JSON has no object Envelope")]
    [InlineData("{\"Envelope\":{}", "not valid JSON at byte 14 of line 1 of the record")]
    [InlineData("{\"Envelope\":{}} x", "not valid JSON at byte 16 of line 1 of the record")]
    public void What_is_no_envelope_is_refused(string json, string problem)
    {
        new WatEnvelope().TryRead(Encoding.UTF8.GetBytes(json), out string? found).ShouldBeFalse();
        found.ShouldBe(problem);
    }

    [Theory]
    [InlineData("""{"Envelope":{"WARC-Header-Metadata":[],"Payload-Metadata":"x"}}""")]
    [InlineData("""{"Envelope":{"WARC-Header-Metadata":{"WARC-Type":{"a":["response"]},"WARC-Target-URI":7}}}""")]
    [InlineData("""{"Envelope":{"Payload-Metadata":{"HTTP-Response-Metadata":{"Response-Message":{"Status":"2O0"},"Headers":[],"HTML-Metadata":{"Head":[],"Links":{}}}}}}""")]
    [InlineData("""{"Envelope":{"Payload-Metadata":{"HTTP-Response-Metadata":{"Response-Message":{"Status":99999999999},"HTML-Metadata":{"Links":[[],[{}],{}]}}}}}""")]
    public void Members_of_another_type_are_as_if_they_were_not_there(string json)
    {
        WatEnvelope envelope = Read(json);
        (envelope.RecordType.Length, envelope.TargetUri.Length, envelope.Status, envelope.Links.Length).ShouldBe((0, 0, 0, 0));
    }

    [Theory]
    [InlineData("""\ud800""", "�")]
    [InlineData("""a\udc00b""", "a�b")]
    [InlineData("""\ud800\ud83d\ude00""", "�😀")]
    [InlineData("""\ud83dx""", "�x")]
    [InlineData("""\"\\\/\b\f\n\r\t\u00e9""", "\"\\/\b\f\n\r\té")]
    [InlineData("""\ud83d\u0041""", "�A")]
    public void Half_a_surrogate_pair_becomes_a_replacement_character(string escaped, string expected) =>
        Text(Read("{\"Envelope\":{\"WARC-Header-Metadata\":{\"WARC-Target-URI\":\"" + escaped + "\"}}}").TargetUri).ShouldBe(expected);

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        string deep = "{\"Envelope\":" + string.Concat(Enumerable.Repeat("{\"a\":[", 50_000));
        new WatEnvelope().TryRead(Encoding.UTF8.GetBytes(deep), out string? problem).ShouldBeFalse();
        problem.ShouldNotBeNull();
    }

    [Fact]
    public void Mutated_envelopes_are_read_or_refused()
    {
        byte[] seed = Encoding.UTF8.GetBytes(Whole);
        var random = new Random(11);
        int read = 0;
        for (int round = 0; round < 5000; round++)
        {
            read += WatEnvelope.Fuzz(Mutation.Of(seed, random)) > 0 ? 1 : 0;
        }

        read.ShouldBeGreaterThan(100);
    }

    [SharedDataFact]
    public void Records_of_real_crawls_are_read()
    {
        using WarcReader reader = WarcReader.Open(SharedData.PathOf("data/archives/commoncrawl/whirlwind.warc.wat.gz"));
        var envelope = new WatEnvelope();
        List<string> types = [];
        while (reader.MoveNext())
        {
            if (reader.Current.IsJsonMetadata && reader.Current.TryGetBody(out ReadOnlySpan<byte> body))
            {
                envelope.TryRead(body, out string? problem).ShouldBeTrue(problem);
                Text(envelope.TargetUri).ShouldBe(reader.Current.TargetUri);
                types.Add(Text(envelope.RecordType));
            }
        }

        types.ShouldBe(["request"]);
    }

    private static WatEnvelope Read(string json)
    {
        var envelope = new WatEnvelope();
        envelope.TryRead(Encoding.UTF8.GetBytes(json), out string? problem).ShouldBeTrue(problem);
        return envelope;
    }

    private static List<string> Links(WatEnvelope envelope)
    {
        List<string> links = [];
        foreach (WatLink link in envelope.Links)
        {
            links.Add($"{Text(envelope[link.Path])} {Text(envelope[link.Url])} {Text(envelope[link.Rel])} {Text(envelope[link.Text])}");
        }

        return links;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
