using System.Globalization;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.S3.Tests;

/// <summary>Against a real server.</summary>
public sealed class S3StoreTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    private static int registered;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [S3ServerFact]
    public async Task Build_from_a_bucket_is_the_build_from_the_files()
    {
        string crawl = Repository.PathOf("samples/crawl");
        string scheme = Register(server.Options());
        foreach (string file in Directory.GetFiles(Path.Combine(crawl, "segments"), "*.gz", SearchOption.AllDirectories))
        {
            await server.PutAsync("sample/" + Path.GetRelativePath(crawl, file), await File.ReadAllBytesAsync(file));
        }

        await server.PutAsync("sample/notes.txt", "not an archive"u8.ToArray());
        await server.PutAsync("sample/.hidden/x.warc.wet.gz", "not read"u8.ToArray());
        await server.PutAsync("sample/segments/", []);
        IReadOnlyList<InputFile> remote = await Resolver().ResolveAsync([$"{scheme}://{S3Server.Bucket}/sample/"]);
        remote.Count.ShouldBe(3);
        remote.ShouldAllBe(static file => file.Kind == InputKind.Wet && file.Length > 0 && file.Identity.Contains('"'));
        remote[0].Name.ShouldBe($"{scheme}://{S3Server.Bucket}/sample/segments/1775390400014.00/wet/CC-SAMPLE-2026-20260405120000-20260405130000-00000.warc.wet.gz");

        await Build("remote", remote);
        await Build("local", await Resolver().ResolveAsync([crawl]));
        string[] names = [.. Directory.GetFiles(folder.File("local"), "*.json.gz").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        names.ShouldNotBeEmpty();
        Directory.GetFiles(folder.File("remote"), "*.json.gz").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ShouldBe(names);
        foreach (string name in names)
        {
            (await File.ReadAllBytesAsync(folder.File("remote/" + name))).ShouldBe(await File.ReadAllBytesAsync(folder.File("local/" + name)));
        }
    }

    [S3ServerFact]
    public async Task Listing_goes_over_many_pages()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_050), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            await server.PutAsync(string.Create(CultureInfo.InvariantCulture, $"many/{i:00000}.warc.gz"), [(byte)i]));
        string scheme = Register(server.Options());
        IReadOnlyList<InputFile> files = await Resolver().ResolveAsync([$"{scheme}://{S3Server.Bucket}/many/"]);
        files.Select(static file => file.Name[^13..]).ShouldBe(Enumerable.Range(0, 1_050).Select(static i => string.Create(CultureInfo.InvariantCulture, $"{i:00000}.warc.gz")));
        files.ShouldAllBe(static file => file.Length == 1);
    }

    [S3ServerFact]
    public async Task Keys_of_every_sort_are_read()
    {
        string[] keys = ["odd/a b.warc", "odd/100%.warc", "odd/a+b&c=d.warc", "odd/ünïcode-文.warc", "odd/q?x#y.warc", "odd/a%20b.warc", "odd/(1)'!*~.warc"];
        foreach (string key in keys)
        {
            await server.PutAsync(key, System.Text.Encoding.UTF8.GetBytes("content of " + key));
        }

        string scheme = Register(server.Options());
        IReadOnlyList<InputFile> listed = await Resolver().ResolveAsync([$"{scheme}://{S3Server.Bucket}/odd/"]);
        listed.Count.ShouldBe(keys.Length);
        foreach (InputFile file in listed)
        {
            Read(file).ShouldStartWith("content of odd/");
        }

        foreach (string key in keys)
        {
            InputFile named = (await Resolver().ResolveAsync([$"{scheme}://{S3Server.Bucket}/{key}"])).ShouldHaveSingleItem();
            Read(named).ShouldBe("content of " + key);
        }
    }

    [S3ServerFact]
    public async Task List_of_paths_in_a_bucket_names_files_beside_it_and_elsewhere()
    {
        string scheme = Register(server.Options());
        await server.PutAsync("lists/one.warc", "one"u8.ToArray());
        await server.PutAsync("lists/all.paths", System.Text.Encoding.UTF8.GetBytes($"one.warc\n{scheme}://{S3Server.Bucket}/lists/two.warc\n"));
        await server.PutAsync("lists/two.warc", "two"u8.ToArray());
        IReadOnlyList<InputFile> files = await Resolver().ResolveAsync([$"{scheme}://{S3Server.Bucket}/lists/all.paths"]);
        files.Select(Read).ShouldBe(["one", "two"]);
    }

    [S3ServerFact]
    public async Task Description_for_another_process_reads_the_same_object()
    {
        string scheme = Register(server.Options());
        await server.PutAsync("described/a.warc", "described"u8.ToArray());
        var options = new CorpusBuildOptions
        {
            Recipe = BuiltInRecipes.Load("ccnet"),
            Inputs = await Resolver().ResolveAsync([$"{scheme}://{S3Server.Bucket}/described/a.warc"]),
            Output = folder.File("out"),
        };
        InputFile again = CorpusBuildDescription.Read(CorpusBuildDescription.Write(options)).Inputs.ShouldHaveSingleItem();
        again.ShouldBe(options.Inputs[0]);
        Read(again).ShouldBe("described");
    }

    [S3ServerFact]
    public async Task Interrupted_download_goes_on_with_a_new_signature()
    {
        byte[] content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        await server.PutAsync("large/a.warc", content);

        // The first request for bytes is cut in the middle; each request is signed anew.
        var counting = new CuttingScheme(new S3Scheme(server.Options(), "s3-cut"), content.Length / 2);
        AddressSchemes.Register("s3-cut", () => counting);
        using (counting)
        {
            InputFile file = (await Resolver().ResolveAsync([$"s3-cut://{S3Server.Bucket}/large/a.warc"])).ShouldHaveSingleItem();
            using Stream stream = file.Open();
            using var all = new MemoryStream();
            await stream.CopyToAsync(all);
            all.ToArray().ShouldBe(content);
        }

        counting.Signed.ShouldBeGreaterThanOrEqualTo(3);
        counting.Proxied["Range"].ShouldBeNull();
    }

    [S3ServerFact]
    public async Task Unknown_key_id_is_refused()
    {
        string scheme = Register(server.Options() with { AccessKeyId = "NOBODY" });
        (await Fails(scheme, "sample/")).Message.ShouldContain("InvalidAccessKeyId");
    }

    [S3ServerFact]
    public async Task Missing_buckets_keys_and_folders_say_what_to_check()
    {
        string scheme = Register(server.Options());
        CorpusException e = await Should.ThrowAsync<CorpusException>(() => Resolver().ResolveAsync([$"{scheme}://no-such-bucket/a/"]));
        e.Message.ShouldContain("NoSuchBucket");
        e.Hint!.ShouldContain(server.Endpoint.AbsoluteUri);
        e = await Fails(scheme, "missing/a.warc");
        e.Message.ShouldContain("answered 404");
        e.Hint!.ShouldContain("check bucket and key");
        e = await Fails(scheme, "missing/");
        e.Message.ShouldContain("holds no file that can be read");
    }

    [S3ServerFact]
    public async Task Nobody_listening_is_an_error()
    {
        string scheme = Register(server.Options() with { Endpoint = new Uri("http://127.0.0.1:1/") });
        (await Fails(scheme, "a/")).Message.ShouldContain("cannot list");
    }

    private static string Register(S3Options options)
    {
        string name = "s3-" + Interlocked.Increment(ref registered).ToString(CultureInfo.InvariantCulture);
        AddressSchemes.Register(name, () => new S3Scheme(options, name));
        return name;
    }

    private static string Read(InputFile file)
    {
        using var reader = new StreamReader(file.Open());
        return reader.ReadToEnd();
    }

    private InputResolver Resolver() => new(new InputResolverOptions
    {
        Http = new HttpSourceOptions { CacheDirectory = folder.File("cache"), BaseDelay = TimeSpan.FromMilliseconds(10), MaxAttempts = 3 },
    });

    private async Task<CorpusException> Fails(string scheme, string key) =>
        await Should.ThrowAsync<CorpusException>(() => Resolver().ResolveAsync([$"{scheme}://{S3Server.Bucket}/{key}"]));

    private async Task Build(string output, IReadOnlyList<InputFile> inputs)
    {
        var options = new CorpusBuildOptions { Recipe = BuiltInRecipes.Load("ccnet"), Inputs = inputs, Output = folder.File(output), Workers = 2, MemoryBytes = 64_000_000 };
        await foreach (CorpusEvent _ in new CorpusBuild(options).RunAsync())
        {
        }
    }

    /// <summary>Sends the first request for the bytes to a server that breaks off, and everything else where it belongs.</summary>
    private sealed class CuttingScheme : IAddressScheme, IDisposable
    {
        private readonly IAddressScheme inner;
        private readonly LoopbackServer broken;
        private int gets;

        public CuttingScheme(IAddressScheme inner, int cut)
        {
            this.inner = inner;
            broken = new LoopbackServer(request =>
            {
                using var http = new HttpClient();
                HttpResponseMessage whole = http.Send(new HttpRequestMessage(HttpMethod.Get, Target), HttpCompletionOption.ResponseContentRead);
                byte[] content = whole.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
                return LoopbackAnswer.Raw($"HTTP/1.1 200 OK\nETag: {whole.Headers.ETag}\nContent-Length: {content.Length}", content).CutAt(cut);
            });
        }

        public int Signed { get; private set; }

        public LoopbackRequest Proxied => broken.Requests.ShouldHaveSingleItem();

        private Uri? Target { get; set; }

        public Uri Parse(string text) => inner.Parse(text);

        public Task<IReadOnlyList<ListedFile>> ListAsync(Uri folder, CancellationToken cancellationToken) => inner.ListAsync(folder, cancellationToken);

        public async ValueTask<Uri> LocateAsync(Uri address, HttpMethod method, CancellationToken cancellationToken)
        {
            Signed++;
            Uri target = await inner.LocateAsync(address, method, cancellationToken);
            if (method == HttpMethod.Head || ++gets > 1)
            {
                return target;
            }

            Target = target;
            return broken.AddressOf("cut");
        }

        public string? HintFor(Uri address, int status, string? code) => inner.HintFor(address, status, code);

        public void Dispose() => broken.Dispose();
    }
}
