using Portolan.Corpus.CommonCrawl;
using Portolan.Corpus.Sources;
using Portolan.Corpus.Tests.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.CommonCrawl;

/// <summary>The sample crawl behind a loopback Common Crawl, a client whose waits end at once, and a folder.</summary>
public abstract class CrawlFixture : IDisposable
{
    private readonly TestClock clock = new();

    private protected TestClock Clock => clock;

    protected CommonCrawlServer Server { get; } = new(Repository.PathOf("samples/crawl"));

    protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Server.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected CommonCrawlClient Client(int parallel = 4) => new(new CommonCrawlOptions
    {
        DataAddress = Server.Address,
        IndexAddress = Server.Address,
        Parallel = parallel,
        Http = CommonCrawlOptions.PoliteHttp with
        {
            TimeProvider = clock,
            ReadTimeout = TimeSpan.FromSeconds(30),
            CacheDirectory = Folder.File("cache"),
        },
    });

    protected async Task<List<Capture>> LookUp(CaptureQuery query)
    {
        CommonCrawlClient client = Client();
        var captures = new List<Capture>();
        await foreach (Capture capture in client.LookUpAsync(await client.FindSnapshotAsync(null), query))
        {
            captures.Add(capture);
        }

        return captures;
    }

    protected static async Task<List<T>> All<T>(IAsyncEnumerable<T> events)
    {
        var all = new List<T>();
        await foreach (T next in events)
        {
            all.Add(next);
        }

        return all;
    }

    protected static async IAsyncEnumerable<Capture> Each(IEnumerable<Capture> captures)
    {
        foreach (Capture capture in captures)
        {
            await Task.Yield();
            yield return capture;
        }
    }
}
