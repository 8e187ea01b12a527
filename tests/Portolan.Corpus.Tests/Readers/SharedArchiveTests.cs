using System.Globalization;
using System.Text;
using Portolan.Corpus.Readers;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Readers;

/// <summary>Real archives of six crawlers; the counts were made with Python's zlib and a parser of their own.</summary>
public sealed class SharedArchiveTests
{
    // i = warcinfo, q = request, r = response, m = metadata, c = conversion, s = resource, v = revisit, u = other
    [SharedDataTheory]
    [InlineData("commoncrawl/dolma-sample-0000.warc.gz", "i1 m1 q22 r22 s2")]
    [InlineData("commoncrawl/jwarc-cc.warc.gz", "r1")]
    [InlineData("commoncrawl/whirlwind.warc", "i1 m1 q1 r1")]
    [InlineData("commoncrawl/whirlwind.warc.gz", "i1 m1 q1 r1")]
    [InlineData("commoncrawl/whirlwind.warc.wat", "i1 m1")]
    [InlineData("commoncrawl/whirlwind.warc.wat.gz", "i1 m1")]
    [InlineData("commoncrawl/whirlwind.warc.wet", "c1 i1")]
    [InlineData("commoncrawl/whirlwind.warc.wet.gz", "c1 i1")]
    [InlineData("webarchive/aut-example.txt.warc.gz", "i2 q2 r2")]
    [InlineData("webarchive/aut-example.warc.gz", "i1 m261 q261 r299")]
    [InlineData("webarchive/pywb-dupes.warc.gz", "i1 q12 r3 v9")]
    [InlineData("webarchive/pywb-example-url-agnostic-orig.warc.gz", "i1 r1")]
    [InlineData("webarchive/pywb-example-url-agnostic-revisit.warc.gz", "i1 v1")]
    [InlineData("webarchive/pywb-example-wget-1-14.warc.gz", "i1 q1 r1 s3")]
    [InlineData("webarchive/pywb-example-wpull.warc.gz", "i1 q1 r1 s1")]
    [InlineData("webarchive/pywb-example2.warc.gz", "i1 q1 r1")]
    [InlineData("webarchive/pywb-httpbin-resource.warc.gz", "s1")]
    [InlineData("webarchive/resiliparse-warcfile.warc", "i1 m16 q17 r16")]
    [InlineData("webarchive/resiliparse-warcfile.warc.gz", "i1 m16 q17 r16")]
    [InlineData("webarchive/ukwa-IAH-urls-wget.warc.gz", "i1 q16 r16 s3")]
    [InlineData("webarchive/ukwa-gov.uk-revisit-1.warc.gz", "i1 m62 q62 r10 v55")]
    [InlineData("webarchive/ukwa-ip-host-testcase.warc.gz", "i1 m1 q1 r1 s2")]
    [InlineData("webarchive/ukwa-transfer_compression_brotli.warc.gz", "i1 m1 q1 r1 s1")]
    [InlineData("webarchive/ukwa-transfer_compression_gzip.warc.gz", "i1 m1 q1 r1 s1")]
    [InlineData("webarchive/ukwa-transfer_compression_none.warc.gz", "i1 m1 q1 r1 s1")]
    [InlineData("webarchive/warcio-example-digest.warc", "q4")]
    [InlineData("webarchive/warcio-example-iana.org-chunked.warc", "i1 q1 r1")]
    [InlineData("webarchive/warcio-example-resource.warc.gz", "i2 s1")]
    [InlineData("webarchive/warcio-example.warc", "i2 q2 r1 v1")]
    [InlineData("webarchive/warcio-example.warc.gz", "i2 q2 r1 v1")]
    [InlineData("webarchive/warcio-post-test.warc.gz", "q3 r3")]
    [InlineData("malformed/resiliparse-block-sized-records.warc", "u3")]
    [InlineData("malformed/resiliparse-block-sized-records.warc.gz", "u3")]
    [InlineData("malformed/ukwa-IAH-20080430204825-00000-blackbook-truncated.warc.gz", "i1 m7 q7 r8")]
    [InlineData("malformed/warcio-example-bad-non-chunked.warc.gz", "i2 q2 r1 v1")]
    [InlineData("malformed/warcio-example-bad.warc.gz.bad", "i1 q2 r2 v1")]
    [InlineData("malformed/warcio-example-wget-bad-target-uri.warc.gz", "i1 m1 q1 r1 s2")]
    [InlineData("malformed/warcio-example-wrong-chunks.warc.gz", "q1 r1")]
    public void Whole_archives_are_read_as_a_plain_parser_reads_them(string file, string counts)
    {
        string path = PathOf(file);
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(WarcReader.Open(path));
        Archive.Lines(damage).ShouldBeEmpty();
        Counts(records).ShouldBe(counts);
        records.Select(r => (r.Type, r.Uri, r.Length, r.Position, r.BodyHash)).ShouldBe(NaiveArchive.Read(NaiveArchive.Decompress(path)));
    }

    [SharedDataTheory]
    [InlineData("webarchive/warcio-example.arc", "i1 r1")]
    [InlineData("webarchive/warcio-example.arc.gz", "i1 r1")]
    [InlineData("malformed/ukwa-IAH-20080430204825-00000-blackbook-truncated.arc.gz", "i1 r7 s1")]
    public void Arc_files_are_read(string file, string counts)
    {
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(WarcReader.Open(PathOf(file)));
        Archive.Lines(damage).ShouldBeEmpty();
        Counts(records).ShouldBe(counts);
    }

    [SharedDataFact]
    public void An_lz4_archive_has_the_records_of_its_gzip_twin()
    {
        (List<Capture> expected, _) = Archive.Read(WarcReader.Open(PathOf("webarchive/resiliparse-warcfile.warc.gz")));
        (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(WarcReader.Open(PathOf("webarchive/resiliparse-warcfile.warc.lz4")));
        Archive.Lines(damage).ShouldBeEmpty();
        records.Count.ShouldBe(50);
        records.Select(r => (r.Type, r.Uri, r.BodyHash)).ShouldBe(expected.Select(r => (r.Type, r.Uri, r.BodyHash)));
        records.Select(r => r.Offset).Distinct().Count().ShouldBe(50);
    }

    [SharedDataFact]
    public void Offsets_of_records_in_a_compressed_file_are_those_of_its_members()
    {
        string path = PathOf("commoncrawl/whirlwind.warc.gz");
        byte[] stored = File.ReadAllBytes(path);
        (List<Capture> records, _) = Archive.Read(WarcReader.Open(path));
        foreach (Capture record in records)
        {
            (List<Capture> alone, _) = Archive.ReadStored(stored[(int)record.Offset..]);
            alone[0].BodyHash.ShouldBe(record.BodyHash);
        }

        records.Select(r => r.Offset).Distinct().Count().ShouldBe(records.Count);
    }

    [SharedDataFact]
    public void Malformed_archives_give_their_intact_records_and_name_the_damage()
    {
        var text = new StringBuilder();
        foreach (string file in (string[])["malformed/resiliparse-clipped.warc.gz", "malformed/warcio-example-trunc.warc", "commoncrawl/cc_net-sample.warc.txt"])
        {
            (List<Capture> records, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(WarcReader.Open(PathOf(file)));
            text.Append(CultureInfo.InvariantCulture, $"{file}\n{Summary(records)}{Archive.Lines(damage)}");
            (records, damage) = Archive.Read(WarcReader.Open(PathOf(file), new WarcReaderOptions { RepairLengths = true }));
            text.Append(CultureInfo.InvariantCulture, $"{file} with repaired lengths\n{Summary(records)}{Archive.Lines(damage)}");
        }

        Golden.Equal("Readers/malformed.txt", text.ToString());
    }

    [SharedDataFact]
    public void Every_archive_has_the_records_of_the_golden_list()
    {
        var text = new StringBuilder();
        foreach (string path in Directory.GetFiles(PathOf(""), "*.*arc*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string file = Path.GetRelativePath(PathOf(""), path);
            if (file.Contains("paths", StringComparison.Ordinal))
            {
                continue;
            }

            (List<Capture> records, _) = Archive.Read(WarcReader.Open(path));
            string summary = Summary(records);
            text.Append(CultureInfo.InvariantCulture, $"{file} {Counts(records)}\n{(records.Count <= 12 ? summary : $"  {Archive.Hash(summary)}\n")}");
        }

        Golden.Equal("Readers/archives.txt", text.ToString());
    }

    [SharedDataFact]
    public void A_list_of_paths_is_refused_as_an_archive()
    {
        using WarcReader reader = WarcReader.Open(PathOf("commoncrawl/CC-MAIN-2024-22.warc.paths.gz"));
        CorpusException refusal = Should.Throw<CorpusException>(() => reader.MoveNext());
        refusal.Message.ShouldContain("is not a web archive: found 'part-00000-4dd72944-");
        refusal.Offset.ShouldBe(0);
        refusal.Hint.ShouldNotBeNull();
    }

    [SharedDataFact]
    public void Digests_of_real_crawls_hold_except_where_the_bytes_were_changed()
    {
        var text = new StringBuilder();
        foreach (string path in Directory.GetFiles(PathOf(""), "*.*arc*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string file = Path.GetRelativePath(PathOf(""), path);
            if (file.Contains("paths", StringComparison.Ordinal))
            {
                continue;
            }

            (_, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(WarcReader.Open(path, new WarcReaderOptions { VerifyDigests = true }));
            text.Append(string.Concat(damage.Where(d => d.Kind == ArchiveDamageKind.DigestMismatch).Select(d => $"{file} @{d.Offset}: {d.Reason}\n")));
        }

        Golden.Equal("Readers/digests.txt", text.ToString());
    }

    [SharedDataFact]
    public void A_revisit_names_the_capture_that_it_repeats()
    {
        using WarcReader reader = WarcReader.Open(PathOf("webarchive/warcio-example.warc"));
        while (reader.MoveNext() && reader.Current.Type != WarcRecordType.Revisit)
        {
        }

        reader.Current.Profile.ShouldBe("http://netpreserve.org/warc/1.0/revisit/uri-agnostic-identical-payload-digest");
        reader.Current.RefersToTargetUri.ShouldBe("http://example.com/");
        reader.Current.RefersToDate.ShouldBe("2017-03-06T04:02:06Z");
    }

    [SharedDataFact]
    public void A_wat_record_is_a_json_envelope()
    {
        using WarcReader reader = WarcReader.Open(PathOf("commoncrawl/whirlwind.warc.wat.gz"));
        reader.MoveNext();
        reader.Current.IsJsonMetadata.ShouldBeFalse();
        reader.MoveNext();
        reader.Current.IsJsonMetadata.ShouldBeTrue();
        reader.Current.TryGetBody(out ReadOnlySpan<byte> body).ShouldBeTrue();
        System.Text.Json.JsonDocument.Parse(body.ToArray()).RootElement.TryGetProperty("Envelope", out _).ShouldBeTrue();
    }

    internal static string PathOf(string file) => SharedData.PathOf("data/archives/" + file);

    private static string Counts(List<Capture> records) => string.Join(' ', records
        .GroupBy(r => r.Type switch
        {
            WarcRecordType.WarcInfo => "i",
            WarcRecordType.Request => "q",
            WarcRecordType.Response => "r",
            WarcRecordType.Metadata => "m",
            WarcRecordType.Conversion => "c",
            WarcRecordType.Resource => "s",
            WarcRecordType.Revisit => "v",
            _ => "u",
        }).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key + g.Count().ToString(CultureInfo.InvariantCulture)));

    private static string Summary(List<Capture> records) =>
        string.Concat(records.Select(r => $"  {r.Type} {r.Uri ?? "-"} {r.Length} @{r.Offset} +{r.Position}\n"));
}
