using System.IO.Compression;
using System.Text;
using Portolan.Corpus.Sources;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Sources;

public sealed class InputResolverTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.warc", InputKind.Warc)]
    [InlineData("a.warc.gz", InputKind.Warc)]
    [InlineData("a.warc.zst", InputKind.Warc)]
    [InlineData("a.warc.lz4", InputKind.Warc)]
    [InlineData("a.arc.gz", InputKind.Warc)]
    [InlineData("a.WARC.GZ", InputKind.Warc)]
    [InlineData("a.wet", InputKind.Wet)]
    [InlineData("a.warc.wet.gz", InputKind.Wet)]
    [InlineData("a.warc.wet.zst", InputKind.Wet)]
    [InlineData("a.warc.wat.gz", InputKind.Wat)]
    [InlineData("a.jsonl", InputKind.Json)]
    [InlineData("a.jsonl.gz", InputKind.Json)]
    [InlineData("a.json.gz", InputKind.Json)]
    [InlineData("a.json", null)]
    [InlineData("a.gz", null)]
    [InlineData(".warc", null)]
    [InlineData("warc.paths.gz", null)]
    [InlineData("a.warc.gz.bad", null)]
    public void Endings_tell_the_kind(string name, InputKind? kind) => InputEndings.KindOf(name).ShouldBe(kind);

    [Fact]
    public async Task Directory_gives_its_files_in_ordinal_order_and_nothing_else()
    {
        Write("d/b.warc.gz", "d/a/z.warc", "d/B.warc.gz", "d/notes.txt", "d/.hidden/x.warc", "d/._b.warc.gz", "d/x.paths");
        (await Names(folder.File("d"))).ShouldBe(["d/B.warc.gz", "d/a/z.warc", "d/b.warc.gz"]);
    }

    [Fact]
    public async Task Directory_with_a_crawl_gives_one_kind()
    {
        Write("c/segments/1/warc/0.warc.gz", "c/segments/1/wet/0.warc.wet.gz", "c/segments/1/wat/0.warc.wat.gz", "c/truth.jsonl");
        var skipped = new Recorder();
        (await Names(new InputResolverOptions { Skipped = skipped }, folder.File("c"))).ShouldBe(["c/segments/1/wet/0.warc.wet.gz"]);
        skipped.Kinds.ShouldBe([InputKind.Warc, InputKind.Json, InputKind.Wat]);
        (await Names(new InputResolverOptions { PreferredKind = InputKind.Warc }, folder.File("c"))).ShouldBe(["c/segments/1/warc/0.warc.gz"]);
        (await Names(new InputResolverOptions { Kind = InputKind.Wat }, folder.File("c"))).ShouldBe(["c/segments/1/wat/0.warc.wat.gz"]);
        (await Names(new InputResolverOptions { Kind = InputKind.Any }, folder.File("c"))).Length.ShouldBe(4);
        (await Names(folder.File("c/**/*.gz"))).ShouldBe(["c/segments/1/wet/0.warc.wet.gz"]);
    }

    [Fact]
    public async Task Kind_that_is_not_there_is_an_error_and_a_preference_is_not()
    {
        Write("w/0.warc.gz", "w/1.warc.gz");
        (await Names(folder.File("w"))).Length.ShouldBe(2);
        CorpusException e = await Fails(new InputResolverOptions { Kind = InputKind.Wet }, folder.File("w"));
        e.Message.ShouldContain("no wet files");
        e.Hint!.ShouldContain("2 warc");
    }

    [Fact]
    public async Task Links_are_followed_once_and_loops_end()
    {
        Write("real/a.warc");
        Directory.CreateDirectory(folder.File("d"));
        Directory.CreateSymbolicLink(folder.File("d/one"), folder.File("real"));
        Directory.CreateSymbolicLink(folder.File("d/two"), folder.File("real"));
        Directory.CreateSymbolicLink(folder.File("real/up"), folder.File("d"));
        (await Names(folder.File("d"))).Length.ShouldBe(1);
        (await Names(folder.File("**/*.warc"))).ShouldBe(["real/a.warc"]);
    }

    [Fact]
    public async Task Order_of_specifications_is_kept_and_duplicates_go()
    {
        Write("a.warc", "b.warc", "d/c.warc");
        (await Names(folder.File("b.warc"), folder.File("d"), folder.File("*.warc"), folder.File("d/../a.warc")))
            .ShouldBe(["b.warc", "d/c.warc", "a.warc"]);
    }

    [Fact]
    public async Task Named_file_is_read_whatever_its_ending_and_a_name_with_brackets_is_found()
    {
        Write("odd.bin", "a[1].warc");
        (await Names(folder.File("odd.bin"), folder.File("a[1].warc"))).ShouldBe(["odd.bin", "a[1].warc"]);
    }

    [Fact]
    public async Task Glob_reads_known_endings_else_what_it_matches()
    {
        Write("g/a.warc", "g/a.txt", "g/b.txt", "g/l.paths");
        (await Names(folder.File("g/*"))).ShouldBe(["g/a.warc"]);
        (await Names(folder.File("g/*.txt"))).ShouldBe(["g/a.txt", "g/b.txt"]);
    }

    [Fact]
    public async Task What_is_not_there_is_said_with_the_closest_directory()
    {
        Directory.CreateDirectory(folder.File("x/y"));
        CorpusException missing = await Fails(null, folder.File("x/y/z/w.warc"));
        missing.Message.ShouldEndWith("x/y/z/w.warc does not exist");
        missing.Hint!.ShouldEndWith(folder.File("x/y"));
        CorpusException glob = await Fails(null, folder.File("x/q/*.warc"));
        glob.Message.ShouldContain("nothing matches");
        glob.Hint!.ShouldContain(folder.File("x") + ";");
        CorpusException empty = await Fails(null, folder.File("x/y"));
        empty.Message.ShouldContain("holds no file that can be read");
        empty.Hint!.ShouldContain(".warc");
        (await Fails(null)).Message.ShouldContain("no input");
        (await Fails(null, " ")).Message.ShouldContain("empty text");
    }

    [Fact]
    public async Task Broken_links_are_errors_and_not_passed_over()
    {
        File.CreateSymbolicLink(folder.File("gone.warc"), folder.File("nothing"));
        (await Fails(null, folder.Path)).Message.ShouldContain("cannot be followed");
        (await Fails(null, folder.File("gone.warc"))).Message.ShouldContain("cannot be followed");
        File.CreateSymbolicLink(folder.File("loop.warc"), folder.File("loop.warc"));
        (await Fails(null, folder.File("loop.warc"))).Hint.ShouldNotBeNull();
    }

    [Fact]
    public void File_that_became_a_directory_is_an_error_that_names_it()
    {
        // What no permission bit can do to root, a directory in the file's place does.
        string path = folder.Write("a.warc", "x");
        InputFile file = InputFile.FromPath(path);
        File.Delete(path);
        Directory.CreateDirectory(path);
        CorpusException e = Should.Throw<CorpusException>(() => file.Open());
        e.Message.ShouldContain("cannot read");
        e.Path.ShouldBe(path);
    }

    [Theory]
    [InlineData("s3://commoncrawl/crawl-data/x.gz", "https://data.commoncrawl.org/crawl-data/x.gz")]
    [InlineData("file:///tmp/a.warc", "without file://")]
    [InlineData("ftp://h/a.warc", "only http and https")]
    public async Task Other_schemes_are_refused_with_a_way_out(string specification, string hint) =>
        (await Fails(null, specification)).Hint!.ShouldContain(hint);

    [Fact]
    public async Task Identity_changes_with_length_and_time_and_with_nothing_else()
    {
        string path = folder.Write("a.warc", "one");
        string first = InputFile.FromPath(path).Identity;
        InputFile.FromPath(path).Identity.ShouldBe(first);
        InputFile.FromPath(path).ShouldBe(InputFile.FromPath(path));
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        InputFile.FromPath(path).Identity.ShouldNotBe(first);
        InputFile file = (await new InputResolver().ResolveAsync([path])).ShouldHaveSingleItem();
        file.Length.ShouldBe(3);
        using var reader = new StreamReader(file.Open());
        (await reader.ReadToEndAsync()).ShouldBe("one");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_beside_its_files_gives_them_in_its_order(bool gzip)
    {
        Write("l/b.warc", "l/sub/a.warc");
        byte[] text = "\uFEFFb.warc\r\n\n# a comment\n  sub/a.warc\nb.warc"u8.ToArray();
        string list = folder.Write(gzip ? "l/x.paths.gz" : "l/x.paths", gzip ? Gzip(text) : text);
        (await Names(list)).ShouldBe(["l/b.warc", "l/sub/a.warc"]);
    }

    [Fact]
    public async Task Bad_lists_are_refused_with_the_line()
    {
        Write("l/a.warc");
        (await Fails(null, folder.Write("l/1.paths", "a.warc\nmissing.warc"))).Message.ShouldContain("line 2");
        (await Fails(null, folder.Write("l/2.paths", "<html>"))).Message.ShouldContain("markup");
        (await Fails(null, folder.Write("l/3.paths", [0x61, 0x00, 0x62]))).Message.ShouldContain("not text");
        (await Fails(null, folder.Write("l/4.paths", "\n\n"))).Message.ShouldContain("names no files");
        (await Fails(null, folder.Write("l/5.paths", new string('a', 9000)))).Message.ShouldContain("8192 bytes");
        byte[] cut = Gzip(HttpFileTests.MakeContent(5000, 1).Select(static b => (byte)('a' + (b % 20))).ToArray());
        (await Fails(null, folder.Write("l/6.paths.gz", [.. cut.AsSpan(0, 20), 1, 2, 3, 4]))).Message.ShouldContain("6.paths.gz");
    }

    [Fact]
    public void Mutated_lists_never_crash_the_reader()
    {
        byte[] plain = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(static i => $"crawl-data/segments/{i}/ü.gz\n")));
        var random = new Random(9);
        foreach (byte[] seed in new[] { plain, Gzip(plain) })
        {
            for (int i = 0; i < 1500; i++)
            {
                byte[] mutated = (byte[])seed.Clone();
                for (int n = random.Next(1, 6); n > 0; n--)
                {
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                }

                PathsList.Fuzz(mutated.AsSpan(0, random.Next(mutated.Length + 1)));
            }
        }
    }

    [SharedDataFact]
    public async Task Shared_crawl_is_found_as_directory_and_as_list()
    {
        string crawl = SharedData.PathOf("data/crawl");
        IReadOnlyList<InputFile> files = await new InputResolver().ResolveAsync([crawl]);
        files.Count.ShouldBe(4);
        files.ShouldAllBe(static file => file.Kind == InputKind.Wet && file.Length > 0);
        IReadOnlyList<InputFile> listed = await new InputResolver().ResolveAsync([Path.Combine(crawl, "wet.paths.gz")]);
        listed.Select(static file => Path.GetFullPath(file.LocalPath!)).ShouldBe(files.Select(static file => Path.GetFullPath(file.LocalPath!)));
    }

    internal static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private void Write(params string[] names)
    {
        foreach (string name in names)
        {
            folder.Write(name, "x");
        }
    }

    private Task<string[]> Names(params string[] specifications) => Names(null, specifications);

    private async Task<string[]> Names(InputResolverOptions? options, params string[] specifications)
    {
        IReadOnlyList<InputFile> files = await new InputResolver(options).ResolveAsync(specifications);
        return [.. files.Select(file => Path.GetRelativePath(folder.Path, file.Name))];
    }

    private static Task<CorpusException> Fails(InputResolverOptions? options, params string[] specifications) =>
        Should.ThrowAsync<CorpusException>(() => new InputResolver(options).ResolveAsync(specifications));

    private sealed class Recorder : IProgress<SkippedInputs>
    {
        public List<InputKind> Kinds { get; } = [];

        public void Report(SkippedInputs value) => Kinds.Add(value.Kind);
    }
}
