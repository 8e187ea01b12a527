using System.IO.Compression;
using System.Text;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Sources;

public sealed class HttpFileTests
{
    private static readonly byte[] Content = MakeContent(300_000, seed: 1);
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private readonly TestClock clock = new();

    [Fact]
    public void Whole_file_takes_one_request_without_a_range()
    {
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, Content));
        Read(server).ShouldBe(Content);
        LoopbackRequest request = server.Requests.ShouldHaveSingleItem();
        request["Range"].ShouldBeNull();
        request["Accept-Encoding"].ShouldBe("identity");
        request["User-Agent"]!.ShouldStartWith("Portolan/0.1");
        clock.Waits.ShouldBeEmpty();
    }

    [Fact]
    public void Empty_file_is_empty()
    {
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, []));
        Read(server).ShouldBeEmpty();
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(299_999)]
    public void Dropped_connection_goes_on_at_the_byte_where_it_stopped(int cut)
    {
        using LoopbackServer server = new(request =>
            request.Number == 1 ? LoopbackAnswer.File(request, Content).CutAt(cut) : LoopbackAnswer.File(request, Content));
        Read(server).ShouldBe(Content);
        server.Requests.Count.ShouldBe(2);
        server.Requests[1].RangeStart.ShouldBe(cut);
        server.Requests[1]["If-Range"].ShouldBe(cut == 0 ? null : LoopbackAnswer.Tag);
        clock.Waits.Count.ShouldBe(1);
    }

    [Fact]
    public void Many_drops_with_progress_never_use_up_the_attempts()
    {
        using LoopbackServer server = new(request =>
        {
            LoopbackAnswer whole = LoopbackAnswer.File(request, Content);
            return whole.CutAt(Math.Min(whole.Body.Length, 15_000));
        });
        Read(server).ShouldBe(Content);
        server.Requests.Count.ShouldBe(20);
        server.Requests.Select(static request => request.RangeStart).ShouldBe(Enumerable.Range(0, 20).Select(static i => i * 15_000L));
    }

    [Fact]
    public void Drops_without_progress_use_up_the_attempts_with_growing_waits()
    {
        using LoopbackServer server = new(request =>
            request.RangeStart == 0 ? LoopbackAnswer.File(request, Content).CutAt(1000) : LoopbackAnswer.File(request, Content).CutAt(0));
        CorpusException e = Should.Throw<CorpusException>(() => Read(server));
        e.Offset.ShouldBe(1000);
        e.Path.ShouldBe(server.AddressOf("f").AbsoluteUri);
        e.Message.ShouldContain("at byte 1000");
        e.Message.ShouldContain("6 attempts");
        server.Requests.Count.ShouldBe(6);
        clock.Waits.Count.ShouldBe(5);
        for (int i = 0; i < 5; i++)
        {
            clock.Waits[i].TotalMilliseconds.ShouldBeInRange(250 << i, 500 << i);
        }
    }

    [Fact]
    public async Task Stalled_connection_is_given_up_and_continued()
    {
        using LoopbackServer server = new(request => request.Number == 1
            ? LoopbackAnswer.File(request, Content).CutAt(50_000, LoopbackEnding.Stall)
            : LoopbackAnswer.File(request, Content));
        await using Stream stream = Open(server);
        byte[] all = new byte[Content.Length];
        await stream.ReadExactlyAsync(all.AsMemory(0, 50_000));
        Task rest = stream.ReadExactlyAsync(all.AsMemory(50_000)).AsTask();
        rest.IsCompleted.ShouldBeFalse();
        clock.FireTimeouts();
        await rest;
        all.ShouldBe(Content);
        server.Requests.Count.ShouldBe(2);
        server.Requests[1].RangeStart.ShouldBe(50_000);
    }

    [Fact]
    public void Server_without_ranges_sends_everything_again_and_the_known_part_is_skipped()
    {
        using LoopbackServer server = new(request =>
        {
            LoopbackAnswer whole = LoopbackAnswer.File(request with { Headers = new Dictionary<string, string>() }, Content);
            return request.Number == 1 ? whole.CutAt(123_456) : whole;
        });
        Read(server).ShouldBe(Content);
        server.Requests.Count.ShouldBe(2);
        server.Requests[1].RangeStart.ShouldBe(123_456);
    }

    [Fact]
    public void Body_shorter_than_announced_is_an_error_that_names_the_byte()
    {
        // The server says 1000 more than it has; asked for the rest it admits the true length.
        using LoopbackServer server = new(request => request.Number == 1
            ? LoopbackAnswer.Raw($"HTTP/1.1 200 OK\nContent-Length: {Content.Length + 1000}", Content)
            : LoopbackAnswer.File(request, Content));
        CorpusException e = Should.Throw<CorpusException>(() => Read(server));
        e.Offset.ShouldBe(Content.Length);
        e.Message.ShouldContain("announced 301000 bytes");
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void Body_shorter_than_announced_without_ranges_ends_after_the_attempts()
    {
        using LoopbackServer server = new(_ => LoopbackAnswer.Raw("HTTP/1.1 200 OK\nContent-Length: 1000", new byte[900]));
        CorpusException e = Should.Throw<CorpusException>(() => Read(server));
        e.Offset.ShouldBe(900);
        e.Message.ShouldContain("at byte 900");
        server.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Body_longer_than_announced_is_an_error_that_names_the_byte(int excess)
    {
        int announced = Content.Length - excess;
        using LoopbackServer server = new(_ => LoopbackAnswer.Raw($"HTTP/1.1 200 OK\nContent-Length: {announced}", Content));
        CorpusException e = Should.Throw<CorpusException>(() => Read(server));
        e.Offset.ShouldBe(announced);
        e.Message.ShouldContain($"announced {announced} bytes and sends more");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Small_body_longer_than_announced_is_found_as_well()
    {
        using LoopbackServer server = new(_ => LoopbackAnswer.Raw("HTTP/1.1 200 OK\nContent-Length: 10", new byte[11]));
        Should.Throw<CorpusException>(() => Read(server)).Offset.ShouldBe(10);
    }

    [Fact]
    public void Interim_answers_do_not_count_as_body()
    {
        using LoopbackServer server = new(_ =>
            LoopbackAnswer.Raw("HTTP/1.1 103 Early Hints\nLink: </x>\n\nHTTP/1.1 200 OK\nContent-Length: 4", "abcd"u8.ToArray()));
        Read(server).ShouldBe("abcd"u8.ToArray());
    }

    [Fact]
    public void Chunked_body_needs_no_length()
    {
        using LoopbackServer server = new(_ =>
            LoopbackAnswer.Raw("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"u8.ToArray()));
        Read(server).ShouldBe("abcde"u8.ToArray());
    }

    [Fact]
    public void Parts_of_a_range_are_joined_without_waiting()
    {
        // RFC 9110 lets a server answer with less than was asked for.
        using LoopbackServer server = new(request =>
        {
            if (request.Number == 1)
            {
                return LoopbackAnswer.File(request, Content).CutAt(100);
            }

            long start = request.RangeStart;
            long end = Math.Min(start + 100_000, Content.Length);
            return LoopbackAnswer.Raw(
                $"HTTP/1.1 206 Partial Content\nETag: {LoopbackAnswer.Tag}\nContent-Range: bytes {start}-{end - 1}/{Content.Length}\n"
                + $"Content-Length: {end - start}",
                Content[(int)start..(int)end]);
        });
        Read(server).ShouldBe(Content);
        server.Requests.Count.ShouldBe(4);
        clock.Waits.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("bytes 0-299999/300000")]
    [InlineData("bytes 1001-299999/300000")]
    [InlineData("lines 1000-299999/300000")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public void Wrong_content_range_is_final(string? contentRange)
    {
        string header = contentRange is null ? "" : $"\nContent-Range: {contentRange}";
        using LoopbackServer server = new(request => request.Number == 1
            ? LoopbackAnswer.File(request, Content).CutAt(1000)
            : LoopbackAnswer.Raw($"HTTP/1.1 206 Partial Content\nContent-Length: 299000{header}", Content[1000..]));
        CorpusException e = Should.Throw<CorpusException>(() => Read(server));
        e.Offset.ShouldBe(1000);
        e.Message.ShouldContain("asked for bytes 1000-");
        server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("\"v2\"", 300_000, "ETag")]
    [InlineData("\"v1\"", 300_001, "length")]
    public void File_that_changes_between_two_requests_is_an_error(string secondTag, int secondLength, string what)
    {
        using LoopbackServer server = new(request => request.Number == 1
            ? LoopbackAnswer.File(request, Content).CutAt(1000)
            : LoopbackAnswer.File(request, MakeContent(secondLength, seed: 2), secondTag));
        CorpusException e = Should.Throw<CorpusException>(() => Read(server));
        e.Offset.ShouldBe(1000);
        e.Message.ShouldContain("changed while it was read");
        e.Message.ShouldContain(what);
        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void Modification_time_counts_where_there_is_no_tag()
    {
        using LoopbackServer server = new(request => LoopbackAnswer
            .File(
                request with { Headers = request.Headers.Where(static h => h.Key != "If-Range").ToDictionary() },
                Content,
                tag: "",
                headers: $"Last-Modified: Mon, 20 May 2024 0{request.Number}:00:00 GMT")
            .CutAt(1000));
        CorpusException e = Should.Throw<CorpusException>(() => Read(server));
        e.Message.ShouldContain("last modified");
        server.Requests[1]["If-Range"].ShouldBe("Mon, 20 May 2024 01:00:00 GMT");
    }

    [Fact]
    public void Busy_server_is_asked_again_after_the_time_it_names()
    {
        using LoopbackServer server = new(request => request.Number switch
        {
            1 => LoopbackAnswer.Status(503, "Slow Down"),
            2 => LoopbackAnswer.Status(503, "Slow Down", "Retry-After: 120"),
            3 => LoopbackAnswer.Status(429, "Too Many Requests", "Retry-After: Mon, 20 May 2024 12:01:30 GMT"),
            _ => LoopbackAnswer.File(request, Content),
        });
        Read(server).ShouldBe(Content);
        server.Requests.Count.ShouldBe(4);
        clock.Waits[0].ShouldBeLessThan(TimeSpan.FromSeconds(1));
        clock.Waits[1].ShouldBe(TimeSpan.FromSeconds(120));
        clock.Waits[2].ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public void Server_that_asks_for_an_hour_gets_an_error_instead()
    {
        using LoopbackServer server = new(_ => LoopbackAnswer.Status(503, "Closed", "Retry-After: 3600"));
        Should.Throw<CorpusException>(() => Read(server)).Message.ShouldContain("wait 3600 s");
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(404, "", 1)]
    [InlineData(403, "<Code>AccessDenied</Code>", 1)]
    [InlineData(403, "<Code>SlowDown</Code>", 6)]
    [InlineData(408, "", 6)]
    [InlineData(400, "", 1)]
    [InlineData(500, "", 6)]
    [InlineData(501, "", 1)]
    [InlineData(204, "", 1)]
    public void Status_decides_whether_asking_again_helps(int status, string body, int requests)
    {
        using LoopbackServer server = new(_ => LoopbackAnswer.Status(status, "No", body: body));
        CorpusException e = Should.Throw<CorpusException>(() => Read(server));
        e.Message.ShouldContain($"answered {status} No");
        e.Hint.ShouldNotBeNull();
        server.Requests.Count.ShouldBe(requests);
    }

    [Fact]
    public void Redirects_are_followed_and_resumes_start_from_the_original_address()
    {
        using LoopbackServer server = new(request => request.Path switch
        {
            "/f" => LoopbackAnswer.Status(302, "Found", "Location: there/g"),
            "/there/g" => LoopbackAnswer.Status(307, "Temporary Redirect", "Location: /h"),
            _ when request.RangeStart == 0 => LoopbackAnswer.File(request, Content).CutAt(10),
            _ => LoopbackAnswer.File(request, Content),
        });
        Read(server).ShouldBe(Content);
        server.Requests.Select(static request => request.Path).ShouldBe(["/f", "/there/g", "/h", "/f", "/there/g", "/h"]);
    }

    [Theory]
    [InlineData("Location: /f", "more than 10 redirects", 11)]
    [InlineData("Location: ftp://127.0.0.1/f", "not an http or https address", 1)]
    [InlineData("Location: file:///etc/passwd", "not an http or https address", 1)]
    [InlineData("X-Nothing: here", "not an http or https address", 1)]
    public void Redirects_that_lead_nowhere_are_final(string header, string message, int requests)
    {
        using LoopbackServer server = new(_ => LoopbackAnswer.Status(301, "Moved", header));
        Should.Throw<CorpusException>(() => Read(server)).Message.ShouldContain(message);
        server.Requests.Count.ShouldBe(requests);
    }

    [Fact]
    public void Gzip_encoding_is_passed_on_as_it_is_stored()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.ASCII.GetBytes("WARC/1.0"));
        }

        using LoopbackServer server = new(request => LoopbackAnswer.File(request, packed.ToArray(), headers: "Content-Encoding: gzip"));
        Read(server).ShouldBe(packed.ToArray());
    }

    [Fact]
    public void Nobody_listening_is_an_error_after_the_attempts()
    {
        LoopbackServer server = new(_ => LoopbackAnswer.Status(200, "OK"));
        server.Dispose();
        CorpusException e = Should.Throw<CorpusException>(() => Read(server));
        e.Message.ShouldContain("cannot reach");
        clock.Waits.Count.ShouldBe(5);
    }

    [Fact]
    public void Nobody_listening_is_not_waited_for_as_long_as_somebody_busy()
    {
        LoopbackServer server = new(_ => LoopbackAnswer.Status(200, "OK"));
        server.Dispose();
        using Stream stream = new HttpFile(server.AddressOf("f"), Options() with { MaxAttempts = 30 }).OpenStream();
        Should.Throw<CorpusException>(() => stream.ReadByte()).Message.ShouldContain("(6 attempts)");
        clock.Waits.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Cancellation_ends_a_wait_for_bytes()
    {
        using var stop = new CancellationTokenSource();
        using LoopbackServer server = new(request => LoopbackAnswer.File(request, Content).CutAt(10, LoopbackEnding.Stall));
        await using Stream stream = new HttpFile(server.AddressOf("f"), Options()).OpenStream(stop.Token);
        await stream.ReadExactlyAsync(new byte[10]);
        Task<int> pending = stream.ReadAsync(new byte[10]).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public void Waits_depend_on_the_seed_and_on_nothing_else()
    {
        var address = new Uri("http://example.org/a");
        TimeSpan Wait(ulong seed, int failures) => new HttpRetry(Options() with { Seed = seed }, address).Delay(failures);
        Wait(1, 3).ShouldBe(Wait(1, 3));
        Wait(1, 3).ShouldNotBe(Wait(2, 3));
        Wait(1, 40).ShouldBeInRange(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("ftp://example.org/a")]
    [InlineData("file:///etc/passwd")]
    public void Other_schemes_are_refused(string address) => Should.Throw<ArgumentException>(() => new HttpFile(new Uri(address)));

    internal static byte[] MakeContent(int length, int seed)
    {
        byte[] content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private HttpSourceOptions Options() => new() { TimeProvider = clock, ReadTimeout = ReadTimeout };

    private Stream Open(LoopbackServer server) => new HttpFile(server.AddressOf("f"), Options()).OpenStream();

    private byte[] Read(LoopbackServer server)
    {
        using Stream stream = Open(server);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
