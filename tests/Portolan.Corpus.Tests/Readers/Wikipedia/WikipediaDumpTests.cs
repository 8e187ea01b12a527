using System.Text;
using ICSharpCode.SharpZipLib.BZip2;
using Portolan.Corpus.Readers.Wikipedia;
using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Tests.Readers.Wikipedia;

public sealed class WikipediaDumpTests
{
    private const string Xml = """
        <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="de">
          <siteinfo><sitename>Wikipedia</sitename><namespaces>
            <namespace key="0" case="first-letter" /><namespace key="6" case="first-letter">Datei</namespace>
            <namespace key="14" case="first-letter">Kategorie</namespace></namespaces></siteinfo>
          <page><title>Bremen</title><ns>0</ns><id>1</id><revision><id>2</id><text bytes="9" xml:space="preserve">'''Bremen''' ist eine [[Stadt]].
        [[Datei:B.jpg|mini]]
        == Lage ==
        An der &lt;b&gt;Weser&lt;/b&gt;.</text></revision></page>
          <page><title>HB</title><ns>0</ns><redirect title="Bremen" /><revision><text>#WEITERLEITUNG [[Bremen]]</text></revision></page>
          <page><title>Diskussion:Bremen</title><ns>1</ns><revision><text>Frage.</text></revision></page>
          <page><title>Leer</title><ns>0</ns><revision><text bytes="0" /></revision></page>
        </mediawiki>
        """;

    private const string Cirrus = """
        {"index":{"_type":"page","_id":"1"}}
        {"title":"Bremen","namespace":0,"opening_text":"Bremen ist eine Stadt.","text":"Bremen ist eine Stadt. An der Weser."}
        {"index":{"_type":"page","_id":"2"}}
        {"title":"Diskussion:Bremen","namespace":1,"text":"Frage."}
        {"index":{"_type":"page","_id":"3"}}
        {"title":"Ohne Vorspann","namespace":0,"opening_text":null,"text":"Nur Text."}

        """;

    [Fact]
    public void Articles_of_an_xml_export_lose_their_markup_and_talk_and_redirects_are_passed_over() =>
        Read(Xml).ShouldBe([
            new("Bremen", "Bremen ist eine Stadt.", "Bremen ist eine Stadt.\nAn der Weser."),
            new("Leer", "", ""),
        ]);

    [Fact]
    public void Articles_of_a_cirrus_dump_are_read_as_they_are() =>
        Read(Cirrus).ShouldBe([
            new("Bremen", "Bremen ist eine Stadt.", "Bremen ist eine Stadt. An der Weser."),
            new("Ohne Vorspann", "", "Nur Text."),
        ]);

    [Fact]
    public void Plain_text_is_an_article_a_line() =>
        Read("Eins.\n\n  Zwei.\r\nDrei.").Select(a => a.Text).ShouldBe(["Eins.", "Zwei.", "Drei."]);

    [Fact]
    public void A_multistream_bz2_reads_like_the_plain_file()
    {
        byte[] text = Encoding.UTF8.GetBytes(Xml);
        using var stored = new MemoryStream();
        foreach (byte[] part in text.Chunk(300))
        {
            using var stream = new BZip2OutputStream(stored, 1) { IsStreamOwner = false };
            stream.Write(part);
        }

        using ByteSource source = ByteSource.Open(new MemoryStream(stored.ToArray()), "dump.xml.bz2");
        WikipediaDump.Read(source).ShouldBe(Read(Xml));
    }

    [Theory]
    [InlineData("<mediawiki><page><title>x</title>", "no well-formed XML at line 1")]
    [InlineData("<html><body>404</body></html>", "found element html, expected mediawiki")]
    [InlineData("<!DOCTYPE m [<!ENTITY a \"b\">]><mediawiki>&a;</mediawiki>", "DTD is prohibited")]
    [InlineData("{\"title\":\"a\",\"text\":\"b\"}\n{\"title\":", "the line at byte 25 of the decompressed dump is no JSON object")]
    public void A_broken_dump_is_refused_with_its_place(string dump, string message) =>
        Should.Throw<StorageException>(() => Read(dump)).Message.ShouldContain(message);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_dumps_give_articles_or_one_clear_error(int seed)
    {
        var random = new Random(seed);
        byte[][] originals = [Encoding.UTF8.GetBytes(Xml), Encoding.UTF8.GetBytes(Cirrus)];
        for (int round = 0; round < 600; round++)
        {
            byte[] bytes = [.. originals[round % 2]];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            WikipediaDump.Fuzz(bytes.AsSpan(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length)));
        }
    }

    private static List<WikipediaArticle> Read(string dump)
    {
        using ByteSource source = ByteSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(dump)), "dump");
        return [.. WikipediaDump.Read(source)];
    }
}
