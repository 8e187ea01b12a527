using System.Text;
using Portolan.Corpus.CommonCrawl;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.CommonCrawl;

public sealed class LookupTests : CrawlFixture
{
    private const string Host = "harbour.tarnmouth.example";

    [Fact]
    public async Task One_page_is_found_with_and_without_scheme_and_in_any_case()
    {
        CrawlIndexEntry expected = Server.Captures.First(static entry => entry.Url.Contains(Host, StringComparison.Ordinal));
        foreach (string address in new[] { expected.Url, expected.Url["https://".Length..], expected.Url.ToUpperInvariant() })
        {
            Capture capture = (await LookUp(new CaptureQuery(address))).First();
            capture.Url.ShouldBe(expected.Url);
            capture.FileName.ShouldBe(expected.FileName);
            capture.Offset.ShouldBe(expected.Offset);
            capture.Length.ShouldBe(expected.Length);
            capture.Digest.ShouldBe(expected.Digest);
            capture.Status.ShouldBe(expected.Status);
            capture.Languages.ShouldBe("eng");
        }
    }

    [Fact]
    public async Task Domain_is_read_page_by_page_in_the_order_of_the_index()
    {
        List<Capture> captures = await LookUp(new CaptureQuery("example", CaptureMatch.Domain));
        captures.Select(static capture => (capture.FileName, capture.Offset))
            .ShouldBe(Server.Captures.Select(static entry => (entry.FileName, (long)entry.Offset)));
        captures.Count.ShouldBeGreaterThan(2 * CommonCrawlServer.PageSize);
        int pages = (captures.Count + CommonCrawlServer.PageSize - 1) / CommonCrawlServer.PageSize;
        Server.Requests.Count(static request => request.Path.Contains("&page=", StringComparison.Ordinal)).ShouldBe(pages);
    }

    [Fact]
    public async Task Host_leaves_out_its_neighbours_and_prefix_other_paths()
    {
        (await LookUp(new CaptureQuery(Host, CaptureMatch.Host))).Count
            .ShouldBe(Server.Captures.Count(static entry => new Uri(entry.Url).Host == Host));
        (await LookUp(new CaptureQuery("tarnmouth.example", CaptureMatch.Host))).Count
            .ShouldBe(Server.Captures.Count(static entry => new Uri(entry.Url).Host is "tarnmouth.example" or "www.tarnmouth.example"));
        Capture first = (await LookUp(new CaptureQuery(Host + "/", CaptureMatch.Prefix))).First();
        first.Url.ShouldStartWith("https://" + Host);
    }

    [Fact]
    public async Task Filters_and_times_narrow_the_answer_and_empty_pages_are_passed_over()
    {
        CaptureQuery all = new("example", CaptureMatch.Domain);
        List<Capture> redirects = await LookUp(all with { Filters = ["!=status:200", "~status:3.."] });
        redirects.Count.ShouldBe(Server.Captures.Count(static entry => entry.Status.StartsWith('3')));
        redirects.ShouldNotBeEmpty();
        List<Capture> early = await LookUp(all with { From = "20260405", To = "2026040512" });
        early.Count.ShouldBe(Server.Captures.Count(static entry => entry.Timestamp.StartsWith("2026040512", StringComparison.Ordinal)));
        (await LookUp(all with { From = "2027" })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(45)]
    public async Task Limit_holds_over_pages(int limit) =>
        (await LookUp(new CaptureQuery("example", CaptureMatch.Domain) { Limit = limit })).Count.ShouldBe(limit);

    [Fact]
    public async Task Nothing_found_is_no_error()
    {
        (await LookUp(new CaptureQuery("nowhere.invalid", CaptureMatch.Domain))).ShouldBeEmpty();
        Server.Fault = static request => request.Path.Contains("showNumPages", StringComparison.Ordinal) ? LoopbackAnswer.Status(404, "Not Found") : null;
        (await Client().MeasureAsync(await Client().FindSnapshotAsync(null), new CaptureQuery("nowhere.invalid"))).ShouldBe(new CapturePages(0, 0));
    }

    [Fact]
    public async Task Size_is_known_before()
    {
        CapturePages size = await Client().MeasureAsync(await Client().FindSnapshotAsync(null), new CaptureQuery("example", CaptureMatch.Domain));
        size.Pages.ShouldBe((Server.Captures.Count + CommonCrawlServer.PageSize - 1) / CommonCrawlServer.PageSize);
        size.Blocks.ShouldBe(Server.Captures.Count);
    }

    [Fact]
    public async Task Overloaded_index_is_asked_again_until_it_answers()
    {
        int refusals = 0;
        Server.Fault = request => request.Path.Contains("-index?", StringComparison.Ordinal) && Interlocked.Increment(ref refusals) <= 8 ? CommonCrawlServer.SlowDown() : null;
        (await LookUp(new CaptureQuery(Host, CaptureMatch.Host))).ShouldNotBeEmpty();
        Clock.Waits.Count.ShouldBeGreaterThanOrEqualTo(8);
        Clock.Waits[0].ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Page_that_breaks_off_is_read_again_without_doubling_a_line()
    {
        bool broken = false;
        Server.Fault = request =>
        {
            if (broken || !request.Path.Contains("&page=1", StringComparison.Ordinal))
            {
                return null;
            }

            broken = true;
            string text = string.Concat(Server.Captures.Skip(CommonCrawlServer.PageSize).Take(CommonCrawlServer.PageSize).Select(static entry => entry.ToJson() + "\n"));
            return LoopbackAnswer.Raw("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", Encoding.UTF8.GetBytes("fffff\r\n" + text[..700]));
        };
        List<Capture> captures = await LookUp(new CaptureQuery("example", CaptureMatch.Domain));
        broken.ShouldBeTrue();
        captures.Select(static capture => (capture.FileName, capture.Offset))
            .ShouldBe(Server.Captures.Select(static entry => (entry.FileName, (long)entry.Offset)));
    }

    [Theory]
    [InlineData("""{"pages": -1}""")]
    [InlineData("""{"pages": 99999999999}""")]
    [InlineData("""{"blocks": 3}""")]
    [InlineData("""{"pages": "3"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Answer_without_a_number_of_pages_is_an_error(string answer)
    {
        CrawlSnapshot snapshot = await Client().FindSnapshotAsync(null);
        Server.Fault = _ => LoopbackAnswer.Status(200, "OK", body: answer);
        (await Should.ThrowAsync<CorpusException>(() => Client().MeasureAsync(snapshot, new CaptureQuery("a.example")))).Message.ShouldContain("pages");
    }

    [Fact]
    public void Number_alone_is_a_number_of_pages() => CommonCrawlClient.ParsePages("7\n"u8, new Uri("http://a/")).ShouldBe(new CapturePages(7, 0));

    [Theory]
    [InlineData("status", "is not a filter")]
    [InlineData(":200", "is not a filter")]
    [InlineData("!!=status:200", "is not a filter")]
    public void Filters_are_checked_before_anything_is_sent(string filter, string message) =>
        Should.Throw<CorpusException>(() => new CaptureQuery("a.example") { Filters = [filter] }.ToParameters()).Message.ShouldContain(message);

    [Theory]
    [InlineData("2024-05")]
    [InlineData("")]
    [InlineData("202405201200000")]
    public void Times_are_digits(string time) =>
        Should.Throw<CorpusException>(() => new CaptureQuery("a.example") { From = time }.ToParameters()).Message.ShouldContain("is not a time");

    [Fact]
    public void Query_cannot_smuggle_parameters_in() =>
        new CaptureQuery("a.example/?x=1&matchType=domain#y") { Filters = ["=url:a&b"] }.ToParameters()
            .ShouldBe("url=a.example%2F%3Fx%3D1%26matchType%3Ddomain%23y&matchType=exact&filter=%3Durl%3Aa%26b");
}
