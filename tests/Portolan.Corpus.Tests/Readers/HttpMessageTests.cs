using System.Buffers;
using System.IO.Compression;
using System.Text;
using Portolan.Corpus.Readers;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Readers;

public sealed class HttpMessageTests
{
    [Fact]
    public void A_response_is_split_at_the_blank_line()
    {
        HttpMessage.TryParse("HTTP/1.1 404 Not Found\r\ncontent-TYPE: text/html;\r\n charset=x\r\nServer : a\r\n\r\nbody\r\n\r\nmore"u8, out HttpMessage message).ShouldBeTrue();
        message.StatusCode.ShouldBe(404);
        Encoding.ASCII.GetString(message.StartLine).ShouldBe("HTTP/1.1 404 Not Found");
        message.GetHeader("Content-Type"u8).ShouldBe("text/html;\r\n charset=x");
        message.GetHeader("server"u8).ShouldBe("a");
        message.GetHeader("Absent"u8).ShouldBeNull();
        Encoding.ASCII.GetString(message.Body).ShouldBe("body\r\n\r\nmore");
    }

    [Theory]
    [InlineData("HTTP/1.1 200", 200)]
    [InlineData("HTTP/2 204\n", 204)]
    [InlineData("HTTP/1.1  301 Moved\n\n", 301)]
    [InlineData("HTTP/1.1 OK\n\n", 0)]
    [InlineData("HTTP/1.1 2000 OK\n\n", 0)]
    [InlineData("GET / HTTP/1.0\n\n", 0)]
    public void Sloppy_first_lines_are_read(string text, int status)
    {
        HttpMessage.TryParse(Encoding.ASCII.GetBytes(text), out HttpMessage message).ShouldBeTrue();
        message.StatusCode.ShouldBe(status);
        message.Body.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\n\r\n")]
    public void Other_first_lines_are_no_message(string text) => HttpMessage.TryParse(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Theory]
    [InlineData("5\r\nhello\r\n6;x=1\r\n world\r\n0\r\nTrailer: 1\r\n\r\n", "hello world", HttpContentProblems.None)]
    [InlineData("5\nhello\n0\n\n", "hello", HttpContentProblems.None)]
    [InlineData("5\r\nhello\r\n0", "hello", HttpContentProblems.None)]
    [InlineData("<p>no chunks</p>", "<p>no chunks</p>", HttpContentProblems.NotChunked)]
    [InlineData("5\r\nhello\r\n", "hello", HttpContentProblems.WrongChunks)]
    [InlineData("5\r\nhel", "hel", HttpContentProblems.WrongChunks)]
    [InlineData("3\r\nhello world", "hello world", HttpContentProblems.WrongChunks)]
    [InlineData("5\r\nhello\r\nxyz", "helloxyz", HttpContentProblems.WrongChunks)]
    [InlineData("ffffffffffffffffff\r\nhello", "ffffffffffffffffff\r\nhello", HttpContentProblems.NotChunked)]
    [InlineData("", "", HttpContentProblems.None)]
    public void Chunks_are_joined_and_wrong_ones_lose_no_text(string body, string content, HttpContentProblems problems)
    {
        (string text, HttpContentProblems found) = Content("Transfer-Encoding: Chunked\r\n", Encoding.ASCII.GetBytes(body));
        text.ShouldBe(content);
        found.ShouldBe(problems);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    [InlineData("zlib")]
    [InlineData("deflate")]
    [InlineData("gzip, br")]
    public void Compressed_content_is_decoded_whole_cut_and_bounded(string coding)
    {
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i * 7919 % 10007}\n"));
        byte[] body = coding switch
        {
            "br" => Compress(text, s => new BrotliStream(s, CompressionLevel.Fastest)),
            "zlib" => Compress(text, s => new ZLibStream(s, CompressionLevel.Fastest)),
            "deflate" => Compress(text, s => new DeflateStream(s, CompressionLevel.Fastest)),
            "gzip, br" => Compress(Compress(text, s => new GZipStream(s, CompressionLevel.Fastest)), s => new BrotliStream(s, CompressionLevel.Fastest)),
            _ => Compress(text, s => new GZipStream(s, CompressionLevel.Fastest)),
        };
        string header = $"Content-Encoding: {(coding == "zlib" ? "deflate" : coding)}\r\n";
        Content(header, body).ShouldBe((text, HttpContentProblems.None));

        (string bounded, HttpContentProblems problems) = Content(header, body, text.Length);
        bounded.ShouldBe(text);
        problems.ShouldBe(HttpContentProblems.None);
        (bounded, problems) = Content(header, body, text.Length - 1);
        if (coding != "gzip, br")
        {
            bounded.ShouldBe(text[..^1]);
        }

        problems.ShouldBe(HttpContentProblems.TooLarge);

        (string cut, problems) = Content(header, body[..(body.Length / 2)]);
        text.ShouldStartWith(cut);
        cut.ShouldNotBeEmpty();
        problems.ShouldBe(HttpContentProblems.DamagedEncoding);
    }

    [Theory]
    [InlineData("Content-Encoding: gzip\r\n", "plain text", HttpContentProblems.NotEncoded)]
    [InlineData("Content-Encoding: br\r\n", "plain text", HttpContentProblems.NotEncoded)]
    [InlineData("Content-Encoding: deflate\r\n", "plain text", HttpContentProblems.NotEncoded)]
    [InlineData("Content-Encoding: zstd\r\n", "plain text", HttpContentProblems.UnknownEncoding)]
    [InlineData("Content-Encoding: identity\r\n", "plain text", HttpContentProblems.None)]
    [InlineData("Content-Encoding: a,b\r\n", "", HttpContentProblems.UnknownEncoding)]
    public void Wrong_or_unknown_codings_deliver_the_bytes(string header, string body, HttpContentProblems problems) =>
        Content(header, Encoding.ASCII.GetBytes(body)).ShouldBe((body, problems));

    [Fact]
    public void Gzip_that_no_header_names_is_decoded_unless_it_is_an_archive()
    {
        byte[] body = Compress("<p>text", s => new GZipStream(s, CompressionLevel.Fastest));
        Content("Content-Type: text/html\r\n", body).ShouldBe(("<p>text", HttpContentProblems.UndeclaredGzip));
        Content("Content-Type: application/gzip\r\n", body).Problems.ShouldBe(HttpContentProblems.None);
    }

    [SharedDataTheory]
    [InlineData("webarchive/ukwa-transfer_compression_brotli.warc.gz")]
    [InlineData("webarchive/ukwa-transfer_compression_gzip.warc.gz")]
    [InlineData("webarchive/ukwa-transfer_compression_none.warc.gz")]
    [InlineData("webarchive/warcio-example-iana.org-chunked.warc")]
    [InlineData("malformed/warcio-example-wrong-chunks.warc.gz")]
    public void Content_of_real_responses_is_the_page(string file)
    {
        using WarcReader reader = WarcReader.Open(SharedArchiveTests.PathOf(file));
        while (reader.MoveNext() && reader.Current.Type != WarcRecordType.Response)
        {
        }

        reader.Current.TryGetHttp(out HttpMessage message).ShouldBeTrue();
        message.StatusCode.ShouldBe(200);
        var output = new ArrayBufferWriter<byte>();
        message.ReadContent(output).ShouldBe(HttpContentProblems.None);
        string page = Encoding.UTF8.GetString(output.WrittenSpan);
        page.ShouldContain("</html>");
        page.TrimStart().ShouldStartWith("<");
    }

    private static (string Text, HttpContentProblems Problems) Content(string headers, byte[] body, int maxBytes = 1 << 26)
    {
        byte[] block = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{headers}\r\n"), .. body];
        HttpMessage.TryParse(block, out HttpMessage message).ShouldBeTrue();
        var output = new ArrayBufferWriter<byte>();
        HttpContentProblems problems = message.ReadContent(output, maxBytes);
        return (Encoding.ASCII.GetString(output.WrittenSpan), problems);
    }

    private static byte[] Compress(string text, Func<Stream, Stream> open) => Compress(Encoding.ASCII.GetBytes(text), open);

    private static byte[] Compress(byte[] data, Func<Stream, Stream> open)
    {
        var target = new MemoryStream();
        using (Stream stream = open(target))
        {
            stream.Write(data);
        }

        return target.ToArray();
    }
}
